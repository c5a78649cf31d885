using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Namespaces.Operations;

/// <summary>setns(2) into all namespaces of a process at once.</summary>
internal unsafe struct JoinProcess : IOperation<JoinProcess>
{
    /// <summary>A pidfd of the process.</summary>
    public required int PidFd;

    /// <summary>The types that are joined, CLONE_NEW*.</summary>
    public required ulong Types;

    /// <inheritdoc/>
    public static int Run(JoinProcess* o, ChildState* s)
    {
        int error = ProcessVisibility.Hide();
        return error != 0 ? error : Check(setns(o->PidFd, (int)o->Types));
    }

    /// <inheritdoc/>
    public static void Describe(in JoinProcess o, PlanText text) => text.Add(FlagNames.Namespaces(o.Types));

    /// <inheritdoc/>
    public static Explanation Explain(in JoinProcess o, in ChildFailure failure) =>
        new("join the container's namespaces");
}
