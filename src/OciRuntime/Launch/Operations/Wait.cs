using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;

namespace OciRuntime.Launch.Operations;

/// <summary>Waits until the parent reports that a point is reached.</summary>
internal unsafe struct Wait : IOperation<Wait>
{
    /// <summary>The point.</summary>
    public required SyncPoint Point;

    /// <inheritdoc/>
    public static int Run(Wait* o, ChildState* s) => ParentChannel.Wait(o->Point, s);

    /// <inheritdoc/>
    public static void Describe(in Wait o, PlanText text) => text.Add($"{o.Point}");

    /// <inheritdoc/>
    public static Explanation Explain(in Wait o, in ChildFailure failure) => new($"wait for the parent ({o.Point})");
}
