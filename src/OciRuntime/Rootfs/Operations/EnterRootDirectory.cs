using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>fchdir(2) to the container's root.</summary>
internal unsafe struct EnterRootDirectory : IOperation<EnterRootDirectory>
{
    /// <inheritdoc/>
    public static int Run(EnterRootDirectory* o, ChildState* s) => Check(fchdir(s->Root));

    /// <inheritdoc/>
    public static void Describe(in EnterRootDirectory o, PlanText text) { }

    /// <inheritdoc/>
    public static Explanation Explain(in EnterRootDirectory o, in ChildFailure failure) =>
        new("go to the container's root");
}
