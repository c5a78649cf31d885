using System.Collections.Generic;

namespace OciRuntime.Spec;

internal static partial class SpecValidator
{
    private static readonly string[] Rlimits =
    [
        "RLIMIT_AS", "RLIMIT_CORE", "RLIMIT_CPU", "RLIMIT_DATA", "RLIMIT_FSIZE", "RLIMIT_LOCKS", "RLIMIT_MEMLOCK", "RLIMIT_MSGQUEUE", "RLIMIT_NICE",
        "RLIMIT_NOFILE", "RLIMIT_NPROC", "RLIMIT_RSS", "RLIMIT_RTPRIO", "RLIMIT_RTTIME", "RLIMIT_SIGPENDING", "RLIMIT_STACK",
    ];

    /// <summary>config.md, Process; also for <c>exec --process</c>.</summary>
    public static void Process(Process process, List<SpecError> errors)
    {
        if (process.Args is null || process.Args.Length == 0) errors.Add(new SpecError("/process/args", "required", "at least one entry"));
        for (int i = 0; i < (process.Args?.Length ?? 0); i++) Text(process.Args![i], At("/process/args", i), errors);
        for (int i = 0; i < (process.Env?.Length ?? 0); i++) Environment(process.Env![i], At("/process/env", i), errors);
        if (string.IsNullOrEmpty(process.Cwd)) errors.Add(new SpecError("/process/cwd", "required"));
        else if (process.Cwd[0] != '/') errors.Add(new SpecError("/process/cwd", $"`{process.Cwd}` is not an absolute path"));
        Text(process.Cwd, "/process/cwd", errors);
        if (process.User?.Umask is > 511) errors.Add(new SpecError("/process/user/umask", "larger than 0777")); // umask(2)
        RlimitList(process.Rlimits ?? [], errors);
        Scheduling(process.Scheduler, errors);
        IoPriority(process.IOPriority, errors);
        if (process.OOMScoreAdj is < -1000 or > 1000) errors.Add(new SpecError("/process/oomScoreAdj", $"{process.OOMScoreAdj} is not between -1000 and 1000")); // proc(5)
    }

    private static void Environment(string? entry, string pointer, List<SpecError> errors)
    {
        Text(entry, pointer, errors);
        if (string.IsNullOrEmpty(entry) || entry.IndexOf('=') is 0 or -1) errors.Add(new SpecError(pointer, $"`{entry}` is not NAME=VALUE"));
    }

    private static void RlimitList(POSIXRlimit[] limits, List<SpecError> errors)
    {
        HashSet<string> seen = [];
        for (int i = 0; i < limits.Length; i++)
        {
            POSIXRlimit limit = limits[i];
            if (!IsOneOf(limit.Type, Rlimits)) errors.Add(new SpecError(At("/process/rlimits", i, "type"), $"`{limit.Type}` is not a resource of getrlimit(2)"));
            else if (!seen.Add(limit.Type!)) errors.Add(new SpecError(At("/process/rlimits", i, "type"), $"`{limit.Type}` comes twice"));
            if (limit.Soft > limit.Hard) errors.Add(new SpecError(At("/process/rlimits", i, "soft"), $"soft limit {limit.Soft} is above the hard limit {limit.Hard}"));
        }
    }

    private static void Scheduling(Scheduler? scheduler, List<SpecError> errors)
    {
        if (scheduler is null) return;
        bool known = IsOneOf(scheduler.Policy, "SCHED_OTHER", "SCHED_FIFO", "SCHED_RR", "SCHED_BATCH", "SCHED_ISO", "SCHED_IDLE", "SCHED_DEADLINE");
        if (!known) errors.Add(new SpecError("/process/scheduler/policy", $"`{scheduler.Policy}` is not a scheduling policy"));
        if (scheduler.Nice is < -20 or > 19) errors.Add(new SpecError("/process/scheduler/nice", $"{scheduler.Nice} is not between -20 and 19")); // sched(7)
        if (scheduler.Priority != 0 && !IsOneOf(scheduler.Policy, "SCHED_FIFO", "SCHED_RR")) errors.Add(new SpecError("/process/scheduler/priority", "only SCHED_FIFO and SCHED_RR have a priority"));
        bool times = scheduler.Runtime != 0 || scheduler.Deadline != 0 || scheduler.Period != 0;
        if (times && scheduler.Policy != "SCHED_DEADLINE") errors.Add(new SpecError("/process/scheduler", "runtime, deadline and period are for SCHED_DEADLINE only"));
        for (int i = 0; i < (scheduler.Flags?.Length ?? 0); i++)
        {
            bool flag = IsOneOf(
                scheduler.Flags![i], "SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_RECLAIM", "SCHED_FLAG_DL_OVERRUN", "SCHED_FLAG_KEEP_POLICY", "SCHED_FLAG_KEEP_PARAMS", "SCHED_FLAG_UTIL_CLAMP_MIN", "SCHED_FLAG_UTIL_CLAMP_MAX");
            if (!flag) errors.Add(new SpecError(At("/process/scheduler/flags", i), $"`{scheduler.Flags[i]}` is not a scheduler flag"));
        }
    }

    private static void IoPriority(LinuxIOPriority? priority, List<SpecError> errors)
    {
        if (priority is null) return;
        if (!IsOneOf(priority.Class, "IOPRIO_CLASS_RT", "IOPRIO_CLASS_BE", "IOPRIO_CLASS_IDLE")) errors.Add(new SpecError("/process/ioPriority/class", $"`{priority.Class}` is not an I/O class"));
        if (priority.Priority is < 0 or > 7) errors.Add(new SpecError("/process/ioPriority/priority", $"{priority.Priority} is not between 0 and 7")); // ioprio_set(2)
    }
}
