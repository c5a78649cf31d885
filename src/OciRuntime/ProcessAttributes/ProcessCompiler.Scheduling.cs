using OciRuntime.Config;
using OciRuntime.Launch.Plan;
using OciRuntime.Native.Abi;
using OciRuntime.ProcessAttributes.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes;

internal static unsafe partial class ProcessCompiler
{
    /// <summary>Emits scheduler, I/O priority, personality and memory policy.</summary>
    public static void CompileScheduling(Config.Spec spec, Config.Process process, LaunchPlan plan)
    {
        if (process.Scheduler is { } scheduler)
        {
            plan.At("/process/scheduler").Emit(new SetScheduler
            {
                Attributes = Attributes(scheduler),
                LimitsCpus = !string.IsNullOrEmpty(spec.Linux?.Resources?.CPU?.Cpus),
            });
        }
        if (process.IOPriority is { } priority)
        {
            plan.At("/process/ioPriority").Emit(new SetIoPriority { Value = IoPriority(priority) });
        }
        if (spec.Linux?.Personality is { } persona)
        {
            ulong domain = persona.Domain == "LINUX32" ? (ulong)PER_LINUX32 : (ulong)PER_LINUX;
            plan.At("/linux/personality").Emit(new SetPersonality { Domain = domain });
        }
        if (spec.Linux?.MemoryPolicy is { } policy) MemoryPolicies.Compile(policy, plan);
    }

    private static sched_attr Attributes(Scheduler scheduler)
    {
        sched_attr attributes = default;
        attributes.size = (uint)sizeof(sched_attr);
        attributes.sched_policy = SchedulerNames.Policy(scheduler.Policy);
        attributes.sched_nice = scheduler.Nice;
        attributes.sched_priority = (uint)scheduler.Priority;
        attributes.sched_runtime = scheduler.Runtime;
        attributes.sched_deadline = scheduler.Deadline;
        attributes.sched_period = scheduler.Period;
        foreach (string? flag in scheduler.Flags ?? []) attributes.sched_flags |= SchedulerNames.Flag(flag);
        return attributes;
    }

    /// <summary>IOPRIO_PRIO_VALUE of linux/ioprio.h.</summary>
    private static int IoPriority(LinuxIOPriority priority)
    {
        int ioClass = priority.Class switch
        {
            "IOPRIO_CLASS_RT" => IOPRIO_CLASS_RT,
            "IOPRIO_CLASS_BE" => IOPRIO_CLASS_BE,
            "IOPRIO_CLASS_IDLE" => IOPRIO_CLASS_IDLE,
            _ => 0,
        };
        return (ioClass << IOPRIO_CLASS_SHIFT) | priority.Priority;
    }
}
