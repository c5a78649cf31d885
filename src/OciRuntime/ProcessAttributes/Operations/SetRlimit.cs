using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes.Operations;

/// <summary>prlimit64(2) of the process itself.</summary>
internal unsafe struct SetRlimit : IOperation<SetRlimit>
{
    /// <summary>The kernel's number, RLIMIT_*.</summary>
    public required int Resource;

    /// <summary>The spec's name.</summary>
    public required ChildString Name;

    /// <summary>The soft limit.</summary>
    public required ulong Soft;

    /// <summary>The hard limit.</summary>
    public required ulong Hard;

    /// <inheritdoc/>
    public static int Run(SetRlimit* o, ChildState* s)
    {
        rlimit64 limit;
        limit.rlim_cur = o->Soft;
        limit.rlim_max = o->Hard;
        return Check(prlimit64(0, o->Resource, &limit, null));
    }

    /// <inheritdoc/>
    public static void Describe(in SetRlimit o, PlanText text) => text.Add($"{o.Name} soft={o.Soft} hard={o.Hard}");

    /// <inheritdoc/>
    public static Explanation Explain(in SetRlimit o, in ChildFailure failure) =>
        new("set rlimit", o.Name, $" to {o.Soft}:{o.Hard}") { Hint = FindCause(o, failure.Errno) };

    /// <summary>Why it cannot be raised; the parent, which asks, has the limits that the process had.</summary>
    private static string? FindCause(in SetRlimit o, int error)
    {
        rlimit64 limit = default;
        bool above = error == Errno.EPERM && prlimit64(0, o.Resource, null, &limit) == 0 && o.Hard > limit.rlim_max;
        return !above ? null : $"the hard limit of ocirun is {limit.rlim_max}, and only CAP_SYS_RESOURCE raises it";
    }
}
