using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes.Operations;

/// <summary>setsid(2).</summary>
internal unsafe struct NewSession : IOperation<NewSession>
{
    /// <inheritdoc/>
    public static int Run(NewSession* o, ChildState* s) => Check(setsid());

    /// <inheritdoc/>
    public static void Describe(in NewSession o, PlanText text) { }

    /// <inheritdoc/>
    public static Explanation Explain(in NewSession o, in ChildFailure failure) => new("start a session");
}
