using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;

namespace OciRuntime.Namespaces.Operations;

/// <summary>
/// Nobody in the container's namespaces may trace this process from here on, or look at its descriptors and memory,
/// until it is the container's program; prctl(2), PR_SET_DUMPABLE.
/// </summary>
internal unsafe struct HideProcess : IOperation<HideProcess>
{
    /// <inheritdoc/>
    public static int Run(HideProcess* o, ChildState* s) => ProcessVisibility.Hide();

    /// <inheritdoc/>
    public static void Describe(in HideProcess o, PlanText text) { }

    /// <inheritdoc/>
    public static Explanation Explain(in HideProcess o, in ChildFailure failure) => new("hide the process");
}
