using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>chroot(2) into the root, if the mount namespace is not the container's own.</summary>
internal unsafe struct ChangeRoot : IOperation<ChangeRoot>
{
    /// <summary>
    /// The root becomes a detached copy of itself, which can be made read-only where the host does not see it.
    /// </summary>
    public bool OwnTree;

    /// <inheritdoc/>
    public static int Run(ChangeRoot* o, ChildState* s)
    {
        if (!o->OwnTree) return Enter(s);
        const uint Flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE;
        int tree = open_tree(s->Root, ChildString.Literal(""u8), Flags);
        if (tree == -1) return Check(-1, Phase.OpenTree, s);
        RootPaths.ForgetDirectory(s);
        Release(s->Root);
        s->Root = tree;
        return Enter(s);
    }

    /// <summary>Makes <see cref="ChildState.Root"/> the process's root and working directory.</summary>
    /// <returns>0 or an errno.</returns>
    public static int Enter(ChildState* s)
    {
        int error = Check(fchdir(s->Root), Phase.ChangeDirectory, s);
        if (error == 0) error = Check(chroot(ChildString.Literal("."u8)), Phase.ChangeRoot, s);
        if (error == 0) error = Check(chdir(ChildString.Literal("/"u8)), Phase.ChangeDirectory, s);
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in ChangeRoot o, PlanText text) => text.AddIf(o.OwnTree, " copy");

    /// <inheritdoc/>
    public static Explanation Explain(in ChangeRoot o, in ChildFailure failure) => new("change the root");
}
