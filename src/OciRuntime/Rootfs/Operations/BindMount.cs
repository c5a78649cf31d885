using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>
/// open_tree(2), changes of attributes and move_mount(2). Opened here and not before clone, so that mountinfo(5)
/// lists the
/// mounts in the config's order; the target is made like the source if it is missing.
/// </summary>
internal unsafe struct BindMount : IOperation<BindMount>
{
    /// <summary>The source on the host.</summary>
    public required ChildString Source;

    /// <summary>Where it is bound, in the container.</summary>
    public required ChildString Target;

    /// <summary>With all mounts below it.</summary>
    public required bool Recursive;

    /// <summary>What is changed before it is attached, <see cref="ChangeCount"/> calls.</summary>
    public required AttributeChange* Changes;

    /// <summary>How many changes there are.</summary>
    public required int ChangeCount;

    /// <inheritdoc/>
    public static int Run(BindMount* o, ChildState* s)
    {
        KernelViews.Note(o->Target, default, s);
        uint recursive = o->Recursive ? (uint)AT_RECURSIVE : 0;
        int tree = open_tree(AT_FDCWD, o->Source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | recursive);
        if (tree == -1) return Check(-1, Phase.OpenSource, s);
        int error = 0;
        // Safe: the plan holds ChangeCount changes.
        for (int i = 0; error == 0 && i < o->ChangeCount; i++) error =
            MountCalls.ChangeAttributes(tree, o->Changes + i, s);
        int target = error == 0 ? RootPaths.OpenTarget(o->Target, tree, s, &error) : -1;
        if (target != -1)
        {
            error = MountCalls.RefuseProc(target, s);
            if (error == 0) error = MountCalls.Move(tree, target, s);
            if (error == Errno.EINVAL) error = ExplainRefusal(tree, target, s);
            Release(target);
        }
        Release(tree);
        return error;
    }

    /// <summary>
    /// move_mount(2) says EINVAL for a directory on a file and the other way round; ENOTDIR says what is wrong.
    /// </summary>
    private static int ExplainRefusal(int tree, int target, ChildState* s)
    {
        int type = 0, targetType = 0;
        Phase phase = s->Phase;
        int error = FileFacts.ReadType(tree, &type, s);
        if (error == 0) error = FileFacts.ReadType(target, &targetType, s);
        s->Phase = phase;
        return error == 0 && (type == S_IFDIR) != (targetType == S_IFDIR) ? Errno.ENOTDIR : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public static void Describe(in BindMount o, PlanText text)
    {
        text.Add($"{o.Source} on={o.Target.Rooted}").AddIf(o.Recursive, " recursive");
        if (o.ChangeCount == 0) return;
        text.Add(" tree=[");
        // Safe: the plan holds ChangeCount changes.
        for (int i = 0; i < o.ChangeCount; i++) text.AddIf(i > 0, "; ").Add(o.Changes[i].ToString());
        text.Add("]");
    }

    /// <inheritdoc/>
    public static Explanation Explain(in BindMount o, in ChildFailure failure) =>
        new("mount", o.Source, $" on `{o.Target.Rooted}`")
        {
            Hint = failure.Phase == Phase.OpenSource ? PathDiagnosis.Explain(o.Source, failure.Errno) : null,
        };
}
