using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>
/// umount2(2) of the mount that lies on a path of a running container, lazily; what is mounted below it goes with it.
/// The path is resolved once, without symbolic links: a container could lead it to one of the mounts that confine it.
/// The mount is known by its id, or its path cannot be led elsewhere.
/// </summary>
internal unsafe struct Unmount : IOperation<Unmount>
{
    /// <summary>The mount point, in the container.</summary>
    public required ChildString Target;

    /// <summary>The mount's id, statx(2), STATX_MNT_ID; 0: each directory of the path is a mount itself.</summary>
    public required ulong Mount;

    /// <summary>The host's procfs.</summary>
    public required int Proc;

    /// <inheritdoc/>
    public static int Run(Unmount* o, ChildState* s)
    {
        int error = o->Mount == 0 ? CheckParents(o, s) : 0;
        if (error != 0) return error;
        int target = Open(o->Target, s);
        if (target == -1) return Check(-1, errno == Errno.ELOOP ? Phase.SymlinkedTarget : Phase.OpenTarget, s);
        statx facts;
        error = Look(target, &facts, s);
        if (error == 0 && o->Mount != 0 && facts.stx_mnt_id != o->Mount) error = Other(s);
        if (error == 0) error = (facts.stx_mode & S_IFMT) == S_IFDIR ? FromInside(target, s) : ByLink(target, o, s);
        Release(target);
        return error;
    }

    /// <summary>
    /// A mount point cannot be renamed, rename(2), EBUSY: so all of a path is what it seems if each directory in it is
    /// one.
    /// </summary>
    private static int CheckParents(Unmount* o, ChildState* s)
    {
        byte* path = o->Target;
        for (byte* slash = path + 1; *path != 0 && *slash != 0; slash++)
        {
            if (*slash != '/') continue;
            *slash = 0; // for a moment: the path up to here
            int error = CheckMountPoint(path, s);
            *slash = (byte)'/';
            if (error != 0) return error;
        }
        return 0;
    }

    private static int CheckMountPoint(byte* path, ChildState* s)
    {
        int directory = Open(path, s);
        if (directory == -1) return Check(-1, errno == Errno.ELOOP ? Phase.SymlinkedTarget : Phase.OpenTarget, s);
        statx facts;
        int error = Look(directory, &facts, s);
        if (error == 0 && (facts.stx_attributes & STATX_ATTR_MOUNT_ROOT) == 0) error = Movable(s);
        Release(directory);
        return error;
    }

    private static int Movable(ChildState* s)
    {
        s->Phase = Phase.Verify;
        return Errno.EPERM;
    }

    private static int Other(ChildState* s)
    {
        s->Phase = Phase.OtherMount;
        return Errno.ESTALE;
    }

    private static int Look(int fd, statx* facts, ChildState* s) =>
        Check(statx(fd, ChildString.Literal(""u8), AT_EMPTY_PATH, STATX_TYPE | STATX_MNT_ID, facts), Phase.Stat, s);

    private static int Open(byte* path, ChildState* s)
    {
        byte* relative = *path == 0 ? ChildString.Literal("."u8) : path;
        return RootPaths.OpenAt(s->Root, relative, O_PATH, 0, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);
    }

    /// <summary>A directory is the current one, and no name is looked up again.</summary>
    private static int FromInside(int target, ChildState* s)
    {
        int error = Check(fchdir(target), Phase.ChangeDirectory, s);
        byte* here = ChildString.Literal("."u8);
        if (error == 0) error = Check(umount2(here, MNT_DETACH), Phase.Unmount, s);
        return Back(error, s);
    }

    /// <summary>Anything else by the link of its descriptor, in the procfs of the host.</summary>
    private static int ByLink(int target, Unmount* o, ChildState* s)
    {
        const int Digits = 10; // of the largest int
        byte* link = stackalloc byte[8 + Digits + 1];
        byte* end = link + 8 + Digits;
        *end = 0;
        do
        {
            *--end = (byte)('0' + target % 10);
            target /= 10;
        }
        while (target > 0);
        byte* directory = ChildString.Literal("self/fd/"u8);
        for (int i = 7; i >= 0; i--) *--end = directory[i];
        int error = Check(fchdir(o->Proc), Phase.ChangeDirectory, s);
        if (error == 0) error = Check(umount2(end, MNT_DETACH), Phase.Unmount, s);
        return Back(error, s);
    }

    private static int Back(int error, ChildState* s)
    {
        int back = fchdir(s->Root);
        return error == 0 ? Check(back, Phase.ChangeDirectory, s) : error;
    }

    /// <inheritdoc/>
    public static void Describe(in Unmount o, PlanText text) => text.Add($"{o.Target.Rooted}");

    /// <inheritdoc/>
    public static Explanation Explain(in Unmount o, in ChildFailure failure) =>
        new("unmount", o.Target)
        {
            Hint = failure switch
            {
                { Phase: Phase.Unmount, Errno: Errno.EINVAL } => "nothing is mounted there",
                { Phase: Phase.SymlinkedTarget } => "the mount point has to be named by its own path, without links",
                { Phase: Phase.OtherMount } => "the container has moved its directories",
                { Phase: Phase.Verify } =>
                    "`mounts add` has not made it, and the container can move the directory that it is in",
                _ => null,
            },
        };
}
