using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;

namespace OciRuntime.Launch.Operations;

/// <summary>Tells the parent that the child is at a point, and waits until the parent answers with the same.</summary>
internal unsafe struct Sync : IOperation<Sync>
{
    /// <summary>The point.</summary>
    public required SyncPoint Point;

    /// <inheritdoc/>
    public static int Run(Sync* o, ChildState* s)
    {
        int error = ParentChannel.Report(o->Point, 0, s);
        return error != 0 ? error : ParentChannel.Wait(o->Point, s);
    }

    /// <inheritdoc/>
    public static void Describe(in Sync o, PlanText text) => text.Add($"{o.Point}");

    /// <inheritdoc/>
    public static Explanation Explain(in Sync o, in ChildFailure failure) => new($"wait for the parent ({o.Point})");
}
