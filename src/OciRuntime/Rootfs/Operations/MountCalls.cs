using OciRuntime.Launch.Child;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>Calls that several operations on mounts make, each at descriptors; 0 or an errno.</summary>
internal static unsafe class MountCalls
{
    /// <summary>mount_setattr(2).</summary>
    /// <param name="fd">A descriptor of the mount, or of where <paramref name="path"/> starts.</param>
    /// <param name="path">The mount's path.</param>
    /// <param name="flags">AT_*.</param>
    /// <param name="set">MOUNT_ATTR_* that are set.</param>
    /// <param name="propagation">MS_*, or 0.</param>
    /// <param name="s">The child.</param>
    public static int SetAttributes(int fd, byte* path, int flags, ulong set, ulong propagation, ChildState* s)
    {
        mount_attr attributes = default;
        attributes.attr_set = set;
        attributes.propagation = propagation;
        int result = (int)mount_setattr(fd, path, (uint)flags, &attributes, (nuint)sizeof(mount_attr));
        return Check(result, Phase.SetAttributes, s);
    }

    /// <summary>One change of the mount <paramref name="tree"/>; flags that the host has locked stay set.</summary>
    public static int ChangeAttributes(int tree, AttributeChange* change, ChildState* s) =>
        ChangeAttributes(tree, change, 0, s);

    /// <summary>
    /// The same, if the kernel does not know that the flags <paramref name="locked"/> may not go.
    /// </summary>
    public static int ChangeAttributes(int tree, AttributeChange* change, ulong locked, ChildState* s)
    {
        mount_attr attributes = change->Attributes;
        if ((attributes.attr_set | attributes.attr_clr) == 0) locked = 0;
        if (locked != 0 && !Keep(&attributes, change->AskedClear, locked, s)) return Errno.EPERM;
        uint flags = AT_EMPTY_PATH | change->Flags;
        byte* empty = ChildString.Literal(""u8);
        int result = mount_setattr(tree, empty, flags, &attributes, (nuint)sizeof(mount_attr));
        int error = Check(result, Phase.SetAttributes, s);
        if (error != Errno.EPERM || attributes.attr_clr == 0) return error;
        // In a user namespace the host's flags are locked, mount_namespaces(7): kept, and the stricter ones added, as
        // in runc.
        error = ReadFlags(tree, &locked, s);
        if (error != 0) return error;
        bool otherTimes = (attributes.attr_clr & MOUNT_ATTR__ATIME) != 0
            && ((attributes.attr_set ^ locked) & MOUNT_ATTR__ATIME) != 0;
        if (otherTimes) s->Phase = Phase.LockedFlags;
        if (otherTimes || !Keep(&attributes, change->AskedClear, locked, s)) return Errno.EPERM;
        attributes.attr_set &= ~MOUNT_ATTR__ATIME;
        attributes.attr_clr &= ~MOUNT_ATTR__ATIME;
        return Check(mount_setattr(tree, empty, flags, &attributes, (nuint)sizeof(mount_attr)), Phase.SetAttributes, s);
    }

    private static bool Keep(mount_attr* attributes, ulong askedClear, ulong locked, ChildState* s)
    {
        ulong clear = attributes->attr_clr;
        bool kept = MountAttributes.KeepLocked(ref clear, askedClear, locked);
        attributes->attr_clr = clear;
        if (!kept) s->Phase = Phase.LockedFlags;
        return kept;
    }

    /// <summary>MOUNT_ATTR_* that the mount of <paramref name="fd"/> has.</summary>
    public static int ReadFlags(int fd, ulong* flags, ChildState* s)
    {
        statfs filesystem;
        int error = Check(fstatfs(fd, &filesystem), Phase.Verify, s);
        *flags = error == 0 ? MountAttributes.FromStatfs((long)filesystem.f_flags) : 0;
        return error;
    }

    /// <summary>move_mount(2) of <paramref name="tree"/> onto <paramref name="target"/>.</summary>
    public static int Move(int tree, int target, ChildState* s)
    {
        byte* empty = ChildString.Literal(""u8);
        int result = (int)move_mount(tree, empty, target, empty, MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
        return Check(result, Phase.MoveMount, s);
    }

    /// <summary>Binds what <paramref name="source"/> is, with all below it, over <paramref name="target"/>.</summary>
    public static int BindOver(int source, int target, ulong attributes, ChildState* s)
    {
        byte* empty = ChildString.Literal(""u8);
        const uint Flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE;
        int tree = (int)open_tree(source, empty, Flags);
        if (tree == -1) return Check(-1, Phase.OpenTree, s);
        int error = 0;
        if (attributes != 0) error = SetAttributes(tree, empty, AT_EMPTY_PATH, attributes, 0, s);
        if (error == 0) error = Move(tree, target, s);
        Release(tree);
        return error;
    }

    /// <summary>
    /// Refuses a target on procfs: what an image's link leads there would fool whoever writes there later
    /// (CVE-2019-19921).
    /// </summary>
    public static int RefuseProc(int target, ChildState* s)
    {
        if (s->OffProc) return 0;
        statfs filesystem;
        int error = Check(fstatfs(target, &filesystem), Phase.Verify, s);
        if (error != 0 || filesystem.f_type != PROC_SUPER_MAGIC) return error;
        s->Phase = Phase.TargetOnProc;
        return Errno.EPERM;
    }
}
