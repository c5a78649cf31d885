using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Security.Operations;

/// <summary>prctl(PR_SET_KEEPCAPS).</summary>
internal unsafe struct KeepCapabilities : IOperation<KeepCapabilities>
{
    /// <summary>The permitted set outlives the change of the user.</summary>
    public required bool Keep;

    /// <inheritdoc/>
    public static int Run(KeepCapabilities* o, ChildState* s) =>
        Check(prctl(PR_SET_KEEPCAPS, o->Keep ? 1u : 0u, 0, 0, 0));

    /// <inheritdoc/>
    public static void Describe(in KeepCapabilities o, PlanText text) => text.Add(o.Keep ? "on" : "off");

    /// <inheritdoc/>
    public static Explanation Explain(in KeepCapabilities o, in ChildFailure failure) => new("keep capabilities");
}
