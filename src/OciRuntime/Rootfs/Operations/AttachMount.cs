using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;

namespace OciRuntime.Rootfs.Operations;

/// <summary>move_mount(2) of a detached tree that the parent has made; its target is made if it is missing.</summary>
internal unsafe struct AttachMount : IOperation<AttachMount>
{
    /// <summary>The tree.</summary>
    public required int Tree;

    /// <summary>Where the tree came from.</summary>
    public required ChildString Source;

    /// <summary>Where it is attached, in the container.</summary>
    public required ChildString Target;

    /// <summary>The tree's root is a directory.</summary>
    public required bool IsDirectory;

    /// <summary>The target may lie on procfs.</summary>
    public bool OnProc;

    /// <summary>A target that is a symbolic link is covered itself; it has to be there.</summary>
    public bool TargetNoFollow;

    /// <inheritdoc/>
    public static int Run(AttachMount* o, ChildState* s)
    {
        KernelViews.Note(o->Target, default, -1, s);
        RootPaths.ForgetNewTmpfs(o->Target, s);
        int error;
        int target = o->TargetNoFollow
            ? RootPaths.OpenLink(o->Target, s, &error)
            : RootPaths.OpenTarget(o->Target, o->IsDirectory, false, s, &error);
        if (target == -1) return error;
        error = o->OnProc ? 0 : MountCalls.RefuseProc(target, s);
        if (error == 0) error = MountCalls.Move(o->Tree, target, s);
        Release(target);
        Release(o->Tree);
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in AttachMount o, PlanText text)
    {
        text.Add($"{o.Source} on={o.Target.Rooted} {(o.IsDirectory ? "directory" : "file")}").AddIf(o.OnProc,
            " onproc").AddIf(o.TargetNoFollow, " destnofollow");
        text.AddTree(o.Tree);
    }

    /// <inheritdoc/>
    public static Explanation Explain(in AttachMount o, in ChildFailure failure) =>
        new("mount", o.Source, $" on `{o.Target.Rooted}`")
        {
            InRoot = o.Target,
            Hint = MountDiagnosis.ExplainTarget(o.Target.Rooted, o.Source, failure),
        };
}
