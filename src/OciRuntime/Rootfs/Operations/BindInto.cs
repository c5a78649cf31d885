using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native.Paths;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>
/// open_tree(2), and move_mount(2) to a new directory in one that is ours: on a filesystem that the plan has mounted,
/// where
/// nothing of an image lies.
/// </summary>
internal unsafe struct BindInto : IOperation<BindInto>
{
    /// <summary>The directory, by the pointer of <see cref="LaunchPlan.Directory"/>.</summary>
    public required ChildString Directory;

    /// <summary>The new directory in it.</summary>
    public required ChildString Name;

    /// <summary>The source on the host.</summary>
    public required ChildString Source;

    /// <inheritdoc/>
    public static int Run(BindInto* o, ChildState* s)
    {
        int error;
        int directory = RootPaths.OpenDirectory(o->Directory, s, &error);
        if (directory == -1) return error;
        int tree = open_tree(AT_FDCWD, o->Source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
        if (tree == -1) return Check(-1, Phase.OpenSource, s);
        error = Check(mkdirat(directory, o->Name, 0x1ED /* 0755 */), Phase.OpenTarget, s);
        if (error == 0)
        {
            int result = (int)move_mount(tree, ChildString.Literal(""u8), directory, o->Name, MOVE_MOUNT_F_EMPTY_PATH);
            error = Check(result, Phase.MoveMount, s);
        }
        Release(tree);
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in BindInto o, PlanText text) =>
        text.Add($"{o.Source} on={o.Directory.Rooted}/{o.Name}");

    /// <inheritdoc/>
    public static Explanation Explain(in BindInto o, in ChildFailure failure) =>
        new("mount", o.Source, $" on `{o.Directory.Rooted}/{o.Name}`")
        {
            Hint = failure.Phase == Phase.OpenSource ? PathDiagnosis.Explain(o.Source, failure.Errno) : null,
        };
}
