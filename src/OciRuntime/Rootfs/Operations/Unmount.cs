using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>
/// umount2(2) of the mount that lies on a path of a running container, lazily; what is mounted below it goes with it.
/// No symbolic link is followed: a container could lead the path to one of the mounts that confine it.
/// </summary>
internal unsafe struct Unmount : IOperation<Unmount>
{
    /// <summary>The mount point, in the container.</summary>
    public required ChildString Target;

    /// <summary>The directory that it is in.</summary>
    public required ChildString Parent;

    /// <summary>Its name in there.</summary>
    public required ChildString Name;

    /// <inheritdoc/>
    public static int Run(Unmount* o, ChildState* s)
    {
        int target = Open(o->Target, O_PATH, s);
        if (target == -1) return Check(-1, errno == Errno.ELOOP ? Phase.SymlinkedTarget : Phase.OpenTarget, s);
        int type;
        int error = FileFacts.ReadType(target, &type, s);
        if (error == 0) error = type == S_IFDIR ? FromInside(target, s) : ByName(o, s);
        Release(target);
        return error;
    }

    private static int Open(byte* path, ulong flags, ChildState* s)
    {
        byte* relative = *path == 0 ? ChildString.Literal("."u8) : path;
        return RootPaths.OpenAt(s->Root, relative, flags, 0, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);
    }

    /// <summary>A directory is the current one, and no name is looked up again.</summary>
    private static int FromInside(int target, ChildState* s)
    {
        int error = Check(fchdir(target), Phase.ChangeDirectory, s);
        byte* here = ChildString.Literal("."u8);
        if (error == 0) error = Check(umount2(here, MNT_DETACH), Phase.Unmount, s);
        int back = fchdir(s->Root);
        return error == 0 ? Check(back, Phase.ChangeDirectory, s) : error;
    }

    /// <summary>Anything else by its name in a directory that is held, where no link is followed.</summary>
    private static int ByName(Unmount* o, ChildState* s)
    {
        int parent = Open(o->Parent, O_PATH | O_DIRECTORY, s);
        if (parent == -1) return Check(-1, Phase.OpenTarget, s);
        int error = Check(fchdir(parent), Phase.ChangeDirectory, s);
        if (error == 0) error = Check(umount2(o->Name, MNT_DETACH | UMOUNT_NOFOLLOW), Phase.Unmount, s);
        Release(parent);
        return error;
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
                _ => null,
            },
        };
}
