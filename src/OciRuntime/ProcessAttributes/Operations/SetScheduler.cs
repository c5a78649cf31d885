using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes.Operations;

/// <summary>sched_setattr(2).</summary>
internal unsafe struct SetScheduler : IOperation<SetScheduler>
{
    /// <summary>Policy, priority and deadline.</summary>
    public required sched_attr Attributes;

    /// <summary>The config has the process on some CPUs only.</summary>
    public required bool LimitsCpus;

    /// <inheritdoc/>
    public static int Run(SetScheduler* o, ChildState* s) => Check(sched_setattr(0, &o->Attributes, 0));

    /// <inheritdoc/>
    public static void Describe(in SetScheduler o, PlanText text)
    {
        sched_attr a = o.Attributes;
        text.Add($"policy={a.sched_policy} flags=0x{a.sched_flags:x} nice={a.sched_nice} priority={a.sched_priority}");
        text.Add($" runtime={a.sched_runtime} deadline={a.sched_deadline} period={a.sched_period}");
    }

    /// <inheritdoc/>
    public static Explanation Explain(in SetScheduler o, in ChildFailure failure) => new("set the scheduler")
    {
        // sched_setattr(2), ERRORS: EPERM
        Hint = failure.Errno == Errno.EPERM && o.LimitsCpus && o.Attributes.sched_policy == SCHED_DEADLINE
            ? "SCHED_DEADLINE needs every CPU: this process scheduler can't be used together with AllowedCPUs"
            : null,
    };
}
