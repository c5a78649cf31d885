using System.Collections.Generic;
using OciRuntime.Config;

namespace OciRuntime.Cgroups.V2;

/// <summary>
/// Which controller each member of <c>linux.resources</c> needs in v2, and which members v2 does not have.
/// </summary>
internal static class Limits
{
    /// <summary>What this host cannot apply.</summary>
    /// <param name="resources">The config's member.</param>
    /// <param name="controllers">The controllers of the tree.</param>
    /// <param name="errors">Where to add.</param>
    /// <param name="isUpdate">The container has limits already, which those of the config join.</param>
    public static void Validate(
        LinuxResources resources,
        ICollection<string> controllers,
        List<SpecError> errors,
        bool isUpdate
    )
    {
        if (resources.CPU?.RealtimeRuntime is not (null or 0) || resources.CPU?.RealtimePeriod is not (null or 0))
            Absent("cpu", "realtime bandwidth", errors);
        if (resources.Memory?.Swappiness is not null)
            Absent("memory/swappiness", "swappiness", errors);
        if (resources.Memory?.DisableOOMKiller is true)
            Absent("memory/disableOOMKiller", "way to disable the out-of-memory killer", errors);
        if (resources.BlockIO?.LeafWeight is not (null or 0))
            Absent("blockIO/leafWeight", "leaf weight", errors);
        for (int i = 0; i < (resources.BlockIO?.WeightDevice?.Length ?? 0); i++)
        {
            if (resources.BlockIO!.WeightDevice![i].LeafWeight is not (null or 0))
                Absent($"blockIO/weightDevice/{i}/leafWeight", "leaf weight", errors);
        }
        if (resources.Network?.ClassID is not (null or 0))
            Absent("network/classID", "network class", errors);
        if (resources.Network?.Priorities is { Length: > 0 })
            Absent("network/priorities", "network priorities", errors);
        if (!isUpdate && resources.Memory is { Swap: > 0, Limit: null or 0 })
            errors.Add(
                new SpecError(
                    "/linux/resources/memory/swap",
                    "memory+swap cannot be limited without a limit of memory in cgroup v2"
                )
            );
        foreach ((string controller, string member) in Needed(resources))
        {
            if (!controllers.Contains(controller))
                errors.Add(
                    new SpecError(
                        "/linux/resources/" + member,
                        $"cgroup controller `{controller}` is not available on this host",
                        Code: SpecErrorCodes.Unsupported
                    )
                );
        }
    }

    private static void Absent(string member, string what, List<SpecError> errors) =>
        errors.Add(
            new SpecError("/linux/resources/" + member, $"this host has cgroup v2, which has no {what}",
                Code: SpecErrorCodes.Unsupported));

    /// <summary>The controllers that the config cannot do without, with the member that says so.</summary>
    public static List<(string Controller, string Member)> Needed(LinuxResources resources)
    {
        List<(string, string)> needed = [];
        LinuxCPU? cpu = resources.CPU;
        bool bandwidth = cpu?.Quota is not (null or 0) || cpu?.Period is not (null or 0) || cpu?.Burst is not null;
        if (cpu?.Shares is not (null or 0) || cpu?.Idle is not null || bandwidth)
            needed.Add(("cpu", "cpu"));
        if (!string.IsNullOrEmpty(cpu?.Cpus) || !string.IsNullOrEmpty(cpu?.Mems))
            needed.Add(("cpuset", string.IsNullOrEmpty(cpu.Cpus) ? "cpu/mems" : "cpu/cpus"));
        LinuxMemory? memory = resources.Memory;
        if (
            memory?.Limit is not (null or 0)
            || memory?.Swap is not (null or 0)
            || memory?.Reservation is not (null or 0)
        )
            needed.Add(("memory", "memory"));
        if (resources.Pids?.Limit is not null)
            needed.Add(("pids", "pids/limit"));
        if (resources.BlockIO is { } io && Sets(io))
            needed.Add(("io", "blockIO"));
        if (resources.HugepageLimits is { Length: > 0 })
            needed.Add(("hugetlb", "hugepageLimits"));
        if (resources.Rdma is { Count: > 0 })
            needed.Add(("rdma", "rdma"));
        foreach (string file in (IEnumerable<string>?)resources.Unified?.Keys ?? [])
        {
            string controller = file.Split('.')[0];
            if (controller != "cgroup") needed.Add((controller, "unified/" + file));
        }
        return needed;
    }

    private static bool Sets(LinuxBlockIO io) =>
        io.Weight is not (null or 0) || io.WeightDevice is { Length: > 0 }
        || io.ThrottleReadBpsDevice is { Length: > 0 } || io.ThrottleWriteBpsDevice is { Length: > 0 }
        || io.ThrottleReadIOPSDevice is { Length: > 0 } || io.ThrottleWriteIOPSDevice is { Length: > 0 };

    /// <summary>
    /// Whether a controller is needed that a threaded cgroup cannot have; runc, containsDomainController.
    /// </summary>
    public static bool NeedsDomain(LinuxResources? resources)
    {
        if (resources is null) return false;
        foreach ((string controller, _) in Needed(resources))
        {
            if (controller is "memory" or "io" or "cpu" or "hugetlb") return true;
        }
        return false;
    }

    /// <summary>Writes all but the device rules.</summary>
    public static void Apply(CgroupWriter writer, string path, LinuxResources resources)
    {
        if (resources.Pids?.Limit is long limit)
            writer.Write(
                path + "/pids.max",
                limit < 0 ? "max" : CgroupFile.Number(limit == 0 ? 1 : limit),
                "pids/limit"
            );
        if (resources.Memory is { } memory)
            Memory.Apply(writer, path, memory);
        if (resources.BlockIO is { } io)
            Io.Apply(writer, path, io);
        if (resources.CPU is { } cpu)
            Cpu.Apply(writer, path, cpu);
        if (resources.HugepageLimits is { } pages)
            HugeTlb.Apply(writer, path, pages);
        if (resources.Rdma is { } rdma)
            RdmaLimits.Apply(writer, path, rdma);
        if (resources.Unified is { } unified)
            UnifiedFiles.Apply(writer, path, unified);
    }
}
