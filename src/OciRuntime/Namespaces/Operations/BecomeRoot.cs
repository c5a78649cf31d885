using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Namespaces.Operations;

/// <summary>User and group 0 of the user namespace, whose maps are written by now.</summary>
internal unsafe struct BecomeRoot : IOperation<BecomeRoot>
{
    /// <inheritdoc/>
    public static int Run(BecomeRoot* o, ChildState* s)
    {
        int error = Check(sys_setresgid(0, 0, 0), Phase.SetGroup, s);
        return error != 0 ? error : Check(sys_setresuid(0, 0, 0), Phase.SetUser, s);
    }

    /// <inheritdoc/>
    public static void Describe(in BecomeRoot o, PlanText text) { }

    /// <inheritdoc/>
    public static Explanation Explain(in BecomeRoot o, in ChildFailure failure) =>
        new("become root of the user namespace");
}
