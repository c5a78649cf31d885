using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes;

/// <summary>The spec's scheduler names; sched_setattr(2).</summary>
internal static class SchedulerNames
{
    /// <summary>The policy's number, or <see cref="uint.MaxValue"/> for an unknown name.</summary>
    public static uint Policy(string? name) => name switch
    {
        "SCHED_OTHER" => SCHED_OTHER,
        "SCHED_FIFO" => SCHED_FIFO,
        "SCHED_RR" => SCHED_RR,
        "SCHED_BATCH" => SCHED_BATCH,
        "SCHED_ISO" => SCHED_ISO,
        "SCHED_IDLE" => SCHED_IDLE,
        "SCHED_DEADLINE" => SCHED_DEADLINE,
        _ => uint.MaxValue,
    };

    /// <summary>The flag's bit, or 0 for an unknown name.</summary>
    public static ulong Flag(string? name) => name switch
    {
        "SCHED_FLAG_RESET_ON_FORK" => SCHED_FLAG_RESET_ON_FORK,
        "SCHED_FLAG_RECLAIM" => SCHED_FLAG_RECLAIM,
        "SCHED_FLAG_DL_OVERRUN" => SCHED_FLAG_DL_OVERRUN,
        "SCHED_FLAG_KEEP_POLICY" => SCHED_FLAG_KEEP_POLICY,
        "SCHED_FLAG_KEEP_PARAMS" => SCHED_FLAG_KEEP_PARAMS,
        "SCHED_FLAG_UTIL_CLAMP_MIN" => SCHED_FLAG_UTIL_CLAMP_MIN,
        "SCHED_FLAG_UTIL_CLAMP_MAX" => SCHED_FLAG_UTIL_CLAMP_MAX,
        _ => 0,
    };
}
