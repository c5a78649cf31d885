using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Security.Operations;

/// <summary>prctl(PR_SET_NO_NEW_PRIVS).</summary>
internal unsafe struct NoNewPrivileges : IOperation<NoNewPrivileges>
{
    /// <inheritdoc/>
    public static int Run(NoNewPrivileges* o, ChildState* s) => Check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));

    /// <inheritdoc/>
    public static void Describe(in NoNewPrivileges o, PlanText text) { }

    /// <inheritdoc/>
    public static Explanation Explain(in NoNewPrivileges o, in ChildFailure failure) => new("set no_new_privs");
}
