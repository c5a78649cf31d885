using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;

namespace OciRuntime.Rootfs.Operations;

/// <summary>mkdirat(2) of a directory and its missing parents inside the root, mode 0755.</summary>
internal unsafe struct MakeDirectory : IOperation<MakeDirectory>
{
    /// <summary>The directory, in the container.</summary>
    public required ChildString Path;

    /// <inheritdoc/>
    public static int Run(MakeDirectory* o, ChildState* s) => RootPaths.MakeDirectory(o->Path, s);

    /// <inheritdoc/>
    public static void Describe(in MakeDirectory o, PlanText text) => text.Add($"{o.Path.Rooted} mode=0755");

    /// <inheritdoc/>
    public static Explanation Explain(in MakeDirectory o, in ChildFailure failure) =>
        new("make directory", o.Path.Rooted) { InRoot = o.Path };
}
