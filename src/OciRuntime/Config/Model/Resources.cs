using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace OciRuntime.Config;

/// <summary>config-linux.md, Control groups. What is null stays as it is.</summary>
internal sealed class LinuxResources
{
    /// <summary>Allowed Device list, in order.</summary>
    [JsonPropertyName("devices")]
    public LinuxDeviceCgroup[]? Devices { get; set; }

    /// <summary>Memory.</summary>
    [JsonPropertyName("memory")]
    public LinuxMemory? Memory { get; set; }

    /// <summary>CPU.</summary>
    [JsonPropertyName("cpu")]
    public LinuxCPU? CPU { get; set; }

    /// <summary>PIDs.</summary>
    [JsonPropertyName("pids")]
    public LinuxPids? Pids { get; set; }

    /// <summary>Block IO.</summary>
    [JsonPropertyName("blockIO")]
    public LinuxBlockIO? BlockIO { get; set; }

    /// <summary>Huge page limits.</summary>
    [JsonPropertyName("hugepageLimits")]
    public LinuxHugepageLimit[]? HugepageLimits { get; set; }

    /// <summary>Network: net_cls and net_prio of cgroup v1.</summary>
    [JsonPropertyName("network")]
    public LinuxNetwork? Network { get; set; }

    /// <summary>RDMA, by device.</summary>
    [JsonPropertyName("rdma")]
    public Dictionary<string, LinuxRdma>? Rdma { get; set; }

    /// <summary>Unified: files of cgroup v2 and what to write to them.</summary>
    [JsonPropertyName("unified")]
    public Dictionary<string, string>? Unified { get; set; }
}

/// <summary>config-linux.md, Memory: bytes, -1 is no limit.</summary>
internal sealed class LinuxMemory
{
    /// <summary>The limit of usage.</summary>
    [JsonPropertyName("limit")]
    public long? Limit { get; set; }

    /// <summary>The soft limit.</summary>
    [JsonPropertyName("reservation")]
    public long? Reservation { get; set; }

    /// <summary>The limit of memory and swap together.</summary>
    [JsonPropertyName("swap")]
    public long? Swap { get; set; }

    /// <summary>The limit of kernel memory; not recommended.</summary>
    [JsonPropertyName("kernel")]
    public long? Kernel { get; set; }

    /// <summary>The limit of kernel TCP buffers; not recommended.</summary>
    [JsonPropertyName("kernelTCP")]
    public long? KernelTCP { get; set; }

    /// <summary>0 (never) to 100.</summary>
    [JsonPropertyName("swappiness")]
    public ulong? Swappiness { get; set; }

    /// <summary>Whether tasks wait instead of being killed when memory runs out.</summary>
    [JsonPropertyName("disableOOMKiller")]
    public bool? DisableOOMKiller { get; set; }

    /// <summary>Whether child cgroups share the limits.</summary>
    [JsonPropertyName("useHierarchy")]
    public bool? UseHierarchy { get; set; }

    /// <summary>Whether a limit below the usage is refused.</summary>
    [JsonPropertyName("checkBeforeUpdate")]
    public bool? CheckBeforeUpdate { get; set; }
}

/// <summary>config-linux.md, CPU: times in microseconds.</summary>
internal sealed class LinuxCPU
{
    /// <summary>The share beside other cgroups; 1024 is the usual one.</summary>
    [JsonPropertyName("shares")]
    public ulong? Shares { get; set; }

    /// <summary>CPU time per period; not positive: no limit.</summary>
    [JsonPropertyName("quota")]
    public long? Quota { get; set; }

    /// <summary>CPU time that may be saved up; at most a positive quota.</summary>
    [JsonPropertyName("burst")]
    public ulong? Burst { get; set; }

    /// <summary>The period.</summary>
    [JsonPropertyName("period")]
    public ulong? Period { get; set; }

    /// <summary>Time of the realtime scheduler per realtime period.</summary>
    [JsonPropertyName("realtimeRuntime")]
    public long? RealtimeRuntime { get; set; }

    /// <summary>The period of the realtime scheduler.</summary>
    [JsonPropertyName("realtimePeriod")]
    public ulong? RealtimePeriod { get; set; }

    /// <summary>CPUs, a list such as <c>0-3,7</c>.</summary>
    [JsonPropertyName("cpus")]
    public string? Cpus { get; set; }

    /// <summary>Memory nodes, a list such as <c>0-3,7</c>.</summary>
    [JsonPropertyName("mems")]
    public string? Mems { get; set; }

    /// <summary>1: SCHED_IDLE; 0: as usual.</summary>
    [JsonPropertyName("idle")]
    public long? Idle { get; set; }
}

/// <summary>config-linux.md, PIDs.</summary>
internal sealed class LinuxPids
{
    /// <summary>The most tasks; -1 is no limit, 0 is a limit.</summary>
    [JsonPropertyName("limit")]
    public long? Limit { get; set; }
}

/// <summary>config-linux.md, Huge page limits.</summary>
internal sealed class LinuxHugepageLimit
{
    /// <summary>
    /// The page's size as in the control files' names: <c>64KB</c>, <c>2MB</c>, <c>1GB</c>; required.
    /// </summary>
    [JsonPropertyName("pageSize")]
    public string? Pagesize { get; set; }

    /// <summary>Bytes.</summary>
    [JsonPropertyName("limit")]
    public ulong Limit { get; set; }
}

/// <summary>config-linux.md, Network.</summary>
internal sealed class LinuxNetwork
{
    /// <summary>The class that packets are tagged with.</summary>
    [JsonPropertyName("classID")]
    public uint? ClassID { get; set; }

    /// <summary>Priorities by interface.</summary>
    [JsonPropertyName("priorities")]
    public LinuxInterfacePriority[]? Priorities { get; set; }
}

/// <summary>config-linux.md, Network, priorities.</summary>
internal sealed class LinuxInterfacePriority
{
    /// <summary>An interface of the runtime's network namespace; required.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    /// <summary>Its priority.</summary>
    [JsonPropertyName("priority")]
    public uint Priority { get; set; }
}

/// <summary>config-linux.md, RDMA: at least one of the two.</summary>
internal sealed class LinuxRdma
{
    /// <summary>The most handles.</summary>
    [JsonPropertyName("hcaHandles")]
    public uint? HcaHandles { get; set; }

    /// <summary>The most objects.</summary>
    [JsonPropertyName("hcaObjects")]
    public uint? HcaObjects { get; set; }
}
