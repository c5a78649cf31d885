using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Security.Operations;

/// <summary>
/// seccomp(2) with a listener that the supervisor of a report takes from this process; docs/adr/0016.
/// </summary>
internal unsafe struct LoadReportedSeccomp : IOperation<LoadReportedSeccomp>
{
    /// <summary>The compiled filter.</summary>
    public required sock_fprog Program;

    /// <summary>SECCOMP_FILTER_FLAG_*.</summary>
    public required ulong Flags;

    /// <summary>The socket to the supervisor.</summary>
    public required int Supervisor;

    /// <inheritdoc/>
    public static int Run(LoadReportedSeccomp* o, ChildState* s)
    {
        // The number that the listener will get, the lowest that is free, is told before the filter is there: after it
        // no call is sure to be allowed, and this process has only one thread.
        int number = fcntl(o->Supervisor, F_DUPFD_CLOEXEC, 0);
        if (number == -1) return Check(-1, Phase.Duplicate, s);
        close(number);
        nint sent = send(o->Supervisor, &number, sizeof(int), MSG_NOSIGNAL);
        if (sent != sizeof(int)) return Check(-1, Phase.Supervisor, s);
        return seccomp(SECCOMP_SET_MODE_FILTER, (uint)o->Flags, &o->Program) == -1 ? errno : 0;
    }

    /// <inheritdoc/>
    public static void Describe(in LoadReportedSeccomp o, PlanText text) =>
        text.Add($"instructions={o.Program.len} flags=0x{o.Flags:x} report");

    /// <inheritdoc/>
    public static Explanation Explain(in LoadReportedSeccomp o, in ChildFailure failure) =>
        new("load the seccomp filter");
}
