using System.Collections.Generic;

namespace OciRuntime.Config;

internal static partial class SpecValidator
{
    /// <summary>config.md, Linux Process, scheduler; sched(7).</summary>
    private static void Scheduling(Scheduler scheduler, string at, List<SpecError> errors)
    {
        bool realtime = scheduler.Policy is "SCHED_FIFO" or "SCHED_RR";
        bool known =
            realtime
            || scheduler.Policy is "SCHED_OTHER" or "SCHED_BATCH" or "SCHED_ISO" or "SCHED_IDLE" or "SCHED_DEADLINE";
        if (string.IsNullOrEmpty(scheduler.Policy))
            errors.Add(new SpecError(at + "/policy", "required", "like SCHED_OTHER", Code: SpecErrorCodes.Required));
        else if (!known)
            errors.Add(new SpecError(at + "/policy", $"`{scheduler.Policy}` is not a scheduling policy",
                    "SCHED_OTHER, SCHED_BATCH, SCHED_IDLE, SCHED_FIFO, SCHED_RR, SCHED_ISO or SCHED_DEADLINE"));
        if (scheduler.Nice is < -20 or > 19)
            errors.Add(
                new SpecError(at + "/nice", $"{scheduler.Nice} is out of range", "-20 to 19",
                    Code: SpecErrorCodes.Range));
        if (realtime && scheduler.Priority is < 1 or > 99)
            errors.Add(
                new SpecError(at + "/priority", $"{scheduler.Priority} is out of range", "1 to 99",
                    Code: SpecErrorCodes.Range));
        if (known && !realtime && scheduler.Priority != 0)
            errors.Add(
                new SpecError(at + "/priority", $"{scheduler.Policy} has no priority", "SCHED_FIFO and SCHED_RR have",
                    Code: SpecErrorCodes.Conflict)
            );
        if (scheduler.Policy == "SCHED_DEADLINE")
            Deadline(scheduler, at, errors);
        else if ((scheduler.Runtime | scheduler.Deadline | scheduler.Period) != 0)
            errors.Add(
                new SpecError(at, "runtime, deadline and period are for SCHED_DEADLINE only",
                    Code: SpecErrorCodes.Conflict));
        for (int i = 0; i < (scheduler.Flags?.Length ?? 0); i++)
        {
            if (!IsSchedulerFlag(scheduler.Flags![i]))
                errors.Add(new SpecError($"{at}/flags/{i}", $"`{scheduler.Flags[i]}` is not a scheduler flag"));
        }
    }

    /// <summary>sched_setattr(2), EINVAL: runtime ≤ deadline ≤ period, where a period of 0 is the deadline.</summary>
    private static void Deadline(Scheduler scheduler, string at, List<SpecError> errors)
    {
        const ulong Shortest = 1024; // nanoseconds, sched(7), SCHED_DEADLINE
        if (scheduler.Runtime < Shortest)
            errors.Add(
                new SpecError(at + "/runtime", $"{scheduler.Runtime} ns is too short", $"at least {Shortest}",
                    Code: SpecErrorCodes.Range));
        if (scheduler.Deadline < scheduler.Runtime)
            errors.Add(
                new SpecError(
                    at + "/deadline",
                    $"{scheduler.Deadline} ns is before the runtime of {scheduler.Runtime} ns is over"
                )
            );
        if (scheduler.Period != 0 && scheduler.Period < scheduler.Deadline)
            errors.Add(
                new SpecError(
                    at + "/period",
                    $"{scheduler.Period} ns is shorter than the deadline of {scheduler.Deadline} ns"
                )
            );
    }

    private static bool IsSchedulerFlag(string name) => name is
        "SCHED_FLAG_RESET_ON_FORK" or "SCHED_FLAG_RECLAIM" or "SCHED_FLAG_DL_OVERRUN" or "SCHED_FLAG_KEEP_POLICY" or
        "SCHED_FLAG_KEEP_PARAMS" or "SCHED_FLAG_UTIL_CLAMP_MIN" or "SCHED_FLAG_UTIL_CLAMP_MAX";

    private static void IoPriority(LinuxIOPriority priority, string at, List<SpecError> errors)
    {
        bool known = priority.Class is "IOPRIO_CLASS_RT" or "IOPRIO_CLASS_BE" or "IOPRIO_CLASS_IDLE";
        if (!known)
            errors.Add(
                new SpecError(
                    at + "/class",
                    $"`{priority.Class}` is not an I/O class",
                    "IOPRIO_CLASS_RT, IOPRIO_CLASS_BE or IOPRIO_CLASS_IDLE"
                )
            );
        // ioprio_set(2)
        if (priority.Priority is < 0 or > 7)
            errors.Add(
                new SpecError(at + "/priority", $"{priority.Priority} is out of range", "0 to 7",
                    Code: SpecErrorCodes.Range));
    }
}
