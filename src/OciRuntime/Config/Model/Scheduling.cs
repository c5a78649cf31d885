using System.Text.Json.Serialization;

namespace OciRuntime.Config;

/// <summary>config.md, Linux Process, scheduler: sched_setattr(2).</summary>
internal sealed class Scheduler
{
    /// <summary>SCHED_*; required.</summary>
    [JsonPropertyName("policy")]
    public string? Policy { get; set; }

    /// <summary>-20 (first) to 19 (last), for the policies without real time.</summary>
    [JsonPropertyName("nice"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Nice { get; set; }

    /// <summary>1 to 99 for SCHED_FIFO and SCHED_RR, else 0; sched(7).</summary>
    [JsonPropertyName("priority"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Priority { get; set; }

    /// <summary>SCHED_FLAG_*.</summary>
    [JsonPropertyName("flags")]
    public string[]? Flags { get; set; }

    /// <summary>SCHED_DEADLINE: CPU time per period, in nanoseconds.</summary>
    [JsonPropertyName("runtime"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Runtime { get; set; }

    /// <summary>SCHED_DEADLINE: when it must be done, from the period's begin, in nanoseconds.</summary>
    [JsonPropertyName("deadline"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Deadline { get; set; }

    /// <summary>SCHED_DEADLINE: the period in nanoseconds; 0 is the deadline.</summary>
    [JsonPropertyName("period"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Period { get; set; }
}

/// <summary>config.md, Linux Process, ioPriority: ioprio_set(2).</summary>
internal sealed class LinuxIOPriority
{
    /// <summary>IOPRIO_CLASS_RT, IOPRIO_CLASS_BE or IOPRIO_CLASS_IDLE; required.</summary>
    [JsonPropertyName("class")]
    public string? Class { get; set; }

    /// <summary>0 (first) to 7 (last).</summary>
    [JsonPropertyName("priority")]
    public int Priority { get; set; }
}

/// <summary>config.md, Linux Process, execCPUAffinity: lists such as <c>0-3,7</c>.</summary>
internal sealed class CPUAffinity
{
    /// <summary>Where it runs before it enters the container's cgroup.</summary>
    [JsonPropertyName("initial")]
    public string? Initial { get; set; }

    /// <summary>Where it runs from then on; null: the kernel decides.</summary>
    [JsonPropertyName("final")]
    public string? Final { get; set; }
}
