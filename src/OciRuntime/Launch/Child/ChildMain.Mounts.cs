using System.Runtime.CompilerServices;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>The container's mounts, each attached at a descriptor of its target.</summary>
internal static unsafe partial class ChildMain
{
    private static int SetRootPropagation(Operation* o, ChildState* s)
    {
        // Not recursive: the mounts below still have peers on the host.
        s->RootShared = (o->X & MS_SHARED) != 0 || o->A == 0;
        return SetAttributes(AT_FDCWD, Text("/"u8), o->A == 1 ? AT_RECURSIVE : 0, 0, 0, o->X, s);
    }

    private static int SetAttributes(int fd, byte* path, int flags, ulong set, ulong clear, ulong propagation, ChildState* s)
    {
        mount_attr attributes = default;
        attributes.attr_set = set;
        attributes.attr_clr = clear;
        attributes.propagation = propagation;
        return Check((int)mount_setattr(fd, path, (uint)flags, &attributes, (nuint)sizeof(mount_attr)), Phase.SetAttributes, s);
    }

    private static int MoveMount(int tree, int target, ChildState* s) =>
        Check((int)move_mount(tree, Text(""u8), target, Text(""u8), MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH), Phase.MoveMount, s);

    private static int AttachRootfs(Operation* o, ChildState* s)
    {
        if (o->A == 2)
        {
            s->Root = o->Fd;
            return 0;
        }
        byte* path = o->A == 1 ? Text("/"u8) : o->Path;
        int tree = o->Fd, error = 0;
        if (tree == -1)
        {
            tree = open_tree(AT_FDCWD, o->Path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (uint)AT_RECURSIVE);
            if (tree == -1) return Check(-1, Phase.OpenTree, s);
            error = SetAttributes(tree, Text(""u8), AT_EMPTY_PATH, 0, 0, MS_PRIVATE, s);
            if (error != 0) return error;
        }
        // A shared parent would show the new mount to the host, and pivot_root refuses it.
        if (s->RootShared) error = HideMountsOn(path, s);
        if (error == 0)
        {
            error = Check((int)move_mount(tree, Text(""u8), AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH), Phase.MoveMount, s);
        }
        s->Root = tree;
        return error;
    }

    /// <summary>Makes the mount that <paramref name="path"/> lies on private: only a mount's own root takes the attribute.</summary>
    private static int HideMountsOn(byte* path, ChildState* s)
    {
        int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
        if (fd == -1) return Check(-1, Phase.Open, s);
        int error = SetAttributes(fd, Text(""u8), AT_EMPTY_PATH, 0, 0, MS_PRIVATE, s);
        // EINVAL: not the root of its mount, mount_setattr(2); the deepest path has half of PATH_MAX folders
        for (int depth = 0; error == Errno.EINVAL && depth < ChildState.PathMax / 2; depth++)
        {
            int parent = openat(fd, Text(".."u8), O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
            Release(fd);
            if (parent == -1) return Check(-1, Phase.Open, s);
            fd = parent;
            error = SetAttributes(fd, Text(""u8), AT_EMPTY_PATH, 0, 0, MS_PRIVATE, s);
        }
        Release(fd);
        return error;
    }

    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    private static int MountFilesystem(Operation* o, ChildState* s)
    {
        int error;
        int target = OpenTarget(o->Path, true, o->B == 1, s, &error);
        if (target == -1) return error;
        error = o->B == 1 ? 0 : RefuseProc(target, s);
        if (error != 0)
        {
            Release(target);
            return error;
        }
        bool inFresh = s->Made && NameIn(s->Fresh, o->Path) != null;
        byte* options = stackalloc byte[ChildState.PathMax];
        if (o->Y == 0 || s->Made || !KeepMode(target, (byte*)o->Data, options)) options = (byte*)o->Data;
        int hidden = -1;
        if (o->A == 1) hidden = OpenAt(target, Text("."u8), O_RDONLY | O_DIRECTORY, 0, RESOLVE_BENEATH);
        error = Check(fchdir(target), Phase.ChangeDirectory, s);
        if (error == 0) error = Check(mount(o->Source, Text("."u8), o->Text, (nuint)o->X, options), Phase.Mount, s);
        Release(target);
        if (error == 0) NoteView(o->Path, o->Text, s);
        if (!inFresh && o->A == 0 && Same(o->Text, Text("tmpfs"u8))) s->Fresh = o->Path;
        if (error != 0 || o->A != 1) return error;
        int mounted = OpenInRoot(o->Path, O_RDONLY | O_DIRECTORY, s);
        error = hidden == -1 || mounted == -1 ? Errno.ENOENT : CopyUp.Tree(hidden, mounted, s);
        Release(hidden);
        Release(mounted);
        return error;
    }

    /// <summary>Remembers what has been mounted on <c>/proc</c> and <c>/sys</c>; <paramref name="type"/> is null for a tree of the host's.</summary>
    private static void NoteView(byte* path, byte* type, ChildState* s)
    {
        if (IsPlace(path, Text("/proc"u8))) s->ProcView = new KernelView { Root = -1, Mounted = type != null && Same(type, Text("proc"u8)) };
        if (IsPlace(path, Text("/sys"u8))) s->SysView = new KernelView { Root = -1, Mounted = type != null && Same(type, Text("sysfs"u8)) };
    }

    private static bool IsPlace(byte* path, byte* place)
    {
        while (*place != 0 && *place == *path)
        {
            place++;
            path++;
        }
        while (*path == (byte)'/') path++;
        return *place == 0 && *path == 0;
    }

    private static int AttachMount(Operation* o, ChildState* s)
    {
        NoteView(o->Path, null, s);
        int error;
        int target = OpenTarget(o->Path, o->A == 1, false, s, &error);
        if (target == -1) return error;
        error = o->B == 1 ? 0 : RefuseProc(target, s);
        if (error == 0) error = MoveMount(o->Fd, target, s);
        Release(target);
        Release(o->Fd);
        return error;
    }

    private static int ChangeAttributes(int tree, AttributeChange* change, ChildState* s)
    {
        mount_attr attributes = change->Attributes;
        uint flags = AT_EMPTY_PATH | change->Flags;
        int error = Check(mount_setattr(tree, Text(""u8), flags, &attributes, (nuint)sizeof(mount_attr)), Phase.SetAttributes, s);
        if (error != Errno.EPERM || attributes.attr_clr == 0) return error;
        // In a user namespace the host's flags are locked, mount_namespaces(7): kept, and the stricter ones added, as in runc.
        attributes.attr_clr = 0;
        attributes.attr_set &= ~MOUNT_ATTR__ATIME;
        return Check(mount_setattr(tree, Text(""u8), flags, &attributes, (nuint)sizeof(mount_attr)), Phase.SetAttributes, s);
    }

    /// <summary>move_mount(2) says EINVAL for a folder on a file and the other way round; ENOTDIR says what is wrong.</summary>
    private static int Mismatch(int tree, int target, ChildState* s)
    {
        int type = 0, targetType = 0;
        Phase phase = s->Phase;
        int error = TypeOf(tree, &type, s);
        if (error == 0) error = TypeOf(target, &targetType, s);
        s->Phase = phase;
        return error == 0 && (type == S_IFDIR) != (targetType == S_IFDIR) ? Errno.ENOTDIR : Errno.EINVAL;
    }

    private static int BindMount(Operation* o, ChildState* s)
    {
        NoteView(o->Path, null, s);
        uint recursive = o->A == 1 ? (uint)AT_RECURSIVE : 0;
        int tree = open_tree(AT_FDCWD, o->Source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | recursive);
        if (tree == -1) return Check(-1, Phase.OpenSource, s);
        AttributeChange* changes = (AttributeChange*)o->Data;
        int error = 0;
        // Safe: the plan holds B changes.
        for (int i = 0; error == 0 && i < o->B; i++)
        {
            error = ChangeAttributes(tree, changes + i, s);
        }
        int target = error == 0 ? OpenTarget(o->Path, tree, s, &error) : -1;
        if (target != -1)
        {
            error = RefuseProc(target, s);
            if (error == 0) error = MoveMount(tree, target, s);
            if (error == Errno.EINVAL) error = Mismatch(tree, target, s);
            Release(target);
        }
        Release(tree);
        return error;
    }

    /// <summary>A tree as a new folder of a directory that is ours: a filesystem that the plan has mounted, where nothing of an image lies.</summary>
    private static int BindInto(Operation* o, ChildState* s)
    {
        int error;
        int directory = OpenDirectory(o->Path, s, &error);
        if (directory == -1) return error;
        int tree = open_tree(AT_FDCWD, o->Source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
        if (tree == -1) return Check(-1, Phase.OpenSource, s);
        error = Check(mkdirat(directory, o->Text, 0x1ED /* 0755 */), Phase.OpenTarget, s);
        if (error == 0) error = Check((int)move_mount(tree, Text(""u8), directory, o->Text, MOVE_MOUNT_F_EMPTY_PATH), Phase.MoveMount, s);
        Release(tree);
        return error;
    }

    /// <summary>What an image's link leads into procfs would fool whoever writes there later (CVE-2019-19921).</summary>
    private static int RefuseProc(int target, ChildState* s)
    {
        if (s->OffProc) return 0;
        statfs filesystem;
        int error = Check(fstatfs(target, &filesystem), Phase.Verify, s);
        if (error != 0 || filesystem.f_type != PROC_SUPER_MAGIC) return error;
        s->Phase = Phase.TargetOnProc;
        return Errno.EPERM;
    }

    /// <summary>Writes <c>mode=</c> with the permissions of <paramref name="target"/> and <paramref name="rest"/> to <paramref name="options"/>.</summary>
    /// <returns>False where they do not fit or cannot be found out.</returns>
    private static bool KeepMode(int target, byte* rest, byte* options)
    {
        statx facts;
        if (Libc.statx(target, Text(""u8), AT_EMPTY_PATH, STATX_MODE, &facts) == -1) return false;
        int at = Put(options, 0, Text("mode="u8), 5);
        for (int shift = 9; shift >= 0; shift -= 3) options[at++] = (byte)('0' + ((facts.stx_mode >> shift) & 7));
        options[at] = 0;
        if (rest == null) return true;
        int length = Length(rest);
        if (at + length + 2 > ChildState.PathMax) return false;
        options[at++] = (byte)',';
        Put(options, at, rest, length);
        return true;
    }

    private static int SetMountAttributes(Operation* o, ChildState* s)
    {
        if (s->CachedDirectory == -1 || !Same(s->CachedPath, o->Path))
        {
            ForgetDirectory(s);
            s->CachedDirectory = OpenInRoot(o->Path, O_PATH, s);
            s->CachedPath = o->Path;
            if (s->CachedDirectory == -1) return Check(-1, Phase.OpenTarget, s);
        }
        AttributeChange change = default;
        change.Attributes.attr_set = o->X;
        change.Attributes.attr_clr = o->Y;
        change.Attributes.propagation = (ulong)o->B;
        change.Flags = o->A == 1 ? (uint)AT_RECURSIVE : 0;
        return ChangeAttributes(s->CachedDirectory, &change, s);
    }

    /// <summary>Binds what <paramref name="source"/> is, with all below it, over <paramref name="target"/>.</summary>
    private static int BindOver(int source, int target, ulong attributes, ChildState* s)
    {
        int tree = (int)open_tree(source, Text(""u8), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE);
        if (tree == -1) return Check(-1, Phase.OpenTree, s);
        int error = 0;
        if (attributes != 0) error = SetAttributes(tree, Text(""u8), AT_EMPTY_PATH, attributes, 0, 0, s);
        if (error == 0) error = MoveMount(tree, target, s);
        Release(tree);
        return error;
    }

    /// <summary>S_IF* of what <paramref name="fd"/> is.</summary>
    private static int TypeOf(int fd, int* type, ChildState* s)
    {
        statx facts;
        int error = Check(Libc.statx(fd, Text(""u8), AT_EMPTY_PATH, STATX_TYPE, &facts), Phase.Stat, s);
        *type = facts.stx_mode & S_IFMT;
        return error;
    }

    private static int VerifyDevice(int fd, uint major, uint minor, ChildState* s)
    {
        statx facts;
        int error = Check(Libc.statx(fd, Text(""u8), AT_EMPTY_PATH, STATX_TYPE, &facts), Phase.Stat, s);
        if (error != 0) return error;
        if ((facts.stx_mode & S_IFMT) == S_IFCHR && facts.stx_rdev_major == major && facts.stx_rdev_minor == minor) return 0;
        s->Phase = Phase.Verify;
        return Errno.ENODEV;
    }
}
