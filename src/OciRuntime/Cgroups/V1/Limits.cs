using System.Collections.Generic;
using OciRuntime.Config;

namespace OciRuntime.Cgroups.V1;

/// <summary>Which controller each member of <c>linux.resources</c> needs in v1.</summary>
internal static class Limits
{
    /// <summary>What these hierarchies cannot apply.</summary>
    public static void Validate(LinuxResources resources, ICollection<string> controllers, List<SpecError> errors)
    {
        if (resources.Unified is { Count: > 0 })
            errors.Add(
                new SpecError("/linux/resources/unified",
                    "an invalid configuration for this host: cgroup v1 has no unified files",
                    Code: SpecErrorCodes.Unsupported)
            );
        if (resources.CPU?.Shares is ulong shares and not 0 and (< Cpu.LeastShares or > Cpu.MostShares))
        {
            errors.Add(
                new SpecError(
                    "/linux/resources/cpu/shares",
                    $"{shares} is not between {Cpu.LeastShares} and {Cpu.MostShares}"
                )
            );
        }
        foreach ((string controller, string member) in Needed(resources))
        {
            if (!controllers.Contains(controller))
                errors.Add(
                    new SpecError(
                        "/linux/resources/" + member,
                        $"cgroup controller `{controller}` is not mounted on this host",
                        Code: SpecErrorCodes.Unsupported
                    )
                );
        }
        if (DeviceTable.FromRules(DeviceRule.FromConfig(resources.Devices)).Unspeakable is { } rule)
        {
            errors.Add(
                new SpecError(
                    "/linux/resources/devices",
                    $"`{(rule.Allow ? "allow" : "deny")} {rule}` takes a hole out of an earlier rule, which cgroup "
                    + $"v1 cannot do"
                )
            );
        }
    }

    /// <summary>The controllers that the config cannot do without, with the member that says so.</summary>
    public static List<(string Controller, string Member)> Needed(LinuxResources resources)
    {
        List<(string, string)> needed = [];
        LinuxCPU? cpu = resources.CPU;
        if (!string.IsNullOrEmpty(cpu?.Cpus) || !string.IsNullOrEmpty(cpu?.Mems))
            needed.Add(("cpuset", string.IsNullOrEmpty(cpu.Cpus) ? "cpu/mems" : "cpu/cpus"));
        bool bandwidth = cpu?.Quota is not (null or 0) || cpu?.Period is not (null or 0) || cpu?.Burst is not null;
        bool realtime = cpu?.RealtimeRuntime is not (null or 0) || cpu?.RealtimePeriod is not (null or 0);
        if (cpu?.Shares is not (null or 0) || cpu?.Idle is not null || bandwidth || realtime)
            needed.Add(("cpu", "cpu"));
        LinuxMemory? memory = resources.Memory;
        bool limits =
            memory?.Limit is not (null or 0)
            || memory?.Swap is not (null or 0)
            || memory?.Reservation is not (null or 0)
            || memory?.KernelTCP is not (null or 0);
        if (limits || memory?.Swappiness is not null || memory?.DisableOOMKiller is true)
            needed.Add(("memory", "memory"));
        if (resources.Pids?.Limit is not null)
            needed.Add(("pids", "pids/limit"));
        if (resources.BlockIO is { } io && Sets(io))
            needed.Add(("blkio", "blockIO"));
        if (resources.HugepageLimits is { Length: > 0 })
            needed.Add(("hugetlb", "hugepageLimits"));
        if (resources.Network?.ClassID is not (null or 0))
            needed.Add(("net_cls", "network/classID"));
        if (resources.Network?.Priorities is { Length: > 0 })
            needed.Add(("net_prio", "network/priorities"));
        if (resources.Rdma is { Count: > 0 })
            needed.Add(("rdma", "rdma"));
        return needed;
    }

    private static bool Sets(LinuxBlockIO io) =>
        io.Weight is not (null or 0) || io.LeafWeight is not (null or 0) || io.WeightDevice is { Length: > 0 }
        || io.ThrottleReadBpsDevice is { Length: > 0 } || io.ThrottleWriteBpsDevice is { Length: > 0 }
        || io.ThrottleReadIOPSDevice is { Length: > 0 } || io.ThrottleWriteIOPSDevice is { Length: > 0 };

    /// <summary>Writes all but the device rules.</summary>
    public static void Apply(CgroupWriter writer, Dictionary<string, string> paths, LinuxResources resources)
    {
        if (resources.CPU is { } cpu)
        {
            if (paths.TryGetValue("cpuset", out string? cpuset)) Cpuset.Apply(writer, cpuset, cpu);
            if (paths.TryGetValue("cpu", out string? cpuPath)) Cpu.Apply(writer, cpuPath, cpu);
        }
        if (resources.Memory is { } memory && paths.TryGetValue("memory", out string? memoryPath))
            Memory.Apply(writer, memoryPath, memory);
        if (resources.Pids is { } pids && paths.TryGetValue("pids", out string? pidsPath))
            PidsLimit.Apply(writer, pidsPath, pids);
        if (resources.BlockIO is { } io && paths.TryGetValue("blkio", out string? blkio))
            Blkio.Apply(writer, blkio, io);
        if (resources.HugepageLimits is { } pages && paths.TryGetValue("hugetlb", out string? hugetlb))
            HugeTlb.Apply(writer, hugetlb, pages);
        if (resources.Network is { } network)
        {
            if (paths.TryGetValue("net_cls", out string? classes))
                Network.ApplyClass(writer, classes, network);
            if (paths.TryGetValue("net_prio", out string? priorities))
                Network.ApplyPriorities(writer, priorities, network);
        }
        if (resources.Rdma is { } rdma && paths.TryGetValue("rdma", out string? rdmaPath))
            RdmaLimits.Apply(writer, rdmaPath, rdma);
    }
}
