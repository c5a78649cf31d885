using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Namespaces.Operations;

/// <summary>
/// A second clone3(2): the first process reports the new pid to the parent and ends, the new one goes on.
/// </summary>
internal unsafe struct CloneAgain : IOperation<CloneAgain>
{
    /// <summary>The namespaces that the new process is created in, CLONE_NEW*.</summary>
    public required ulong Types;

    /// <inheritdoc/>
    public static int Run(CloneAgain* o, ChildState* s)
    {
        clone_args arguments = default;
        // CLONE_PARENT: the new process is the runtime's child, which waits for it (exit_signal must be 0 with it).
        arguments.flags = o->Types | CLONE_PARENT;
        nint pid = clone3(&arguments, (nuint)sizeof(clone_args));
        if (pid == -1) return Check(-1, Phase.Clone, s);
        if (pid == 0) return 0;
        int error = ParentChannel.Report(SyncPoint.Cloned, (int)pid, s);
        if (error != 0)
        {
            kill((int)pid, SIGKILL);
            return error;
        }
        sys_exit_group(0);
        return 0;
    }

    /// <inheritdoc/>
    public static void Describe(in CloneAgain o, PlanText text) => text.Add(FlagNames.Namespaces(o.Types));

    /// <inheritdoc/>
    public static Explanation Explain(in CloneAgain o, in ChildFailure failure) =>
        new("clone into the new namespaces") { Hint = NamespaceDiagnosis.Explain(o.Types, failure.Errno) };
}
