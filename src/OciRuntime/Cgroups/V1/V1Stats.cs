using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Cgroups.Stats;

namespace OciRuntime.Cgroups.V1;

/// <summary>Reads what a container uses from v1's files; cgroup-v1/*.rst.</summary>
internal static class V1Stats
{
    private const ulong TickLength = 10_000_000; // ns; USER_HZ is 100, sysconf(3)

    /// <summary>Reads all that the hierarchies have.</summary>
    public static CgroupStats Read(Dictionary<string, string> paths)
    {
        CgroupStats stats = new();
        if (paths.TryGetValue("cpuacct", out string? cpuacct)) Cpuacct(cpuacct, stats.Cpu);
        if (paths.TryGetValue("cpu", out string? cpu)) Cpu(cpu, stats.Cpu);
        if (paths.TryGetValue("cpuset", out string? cpuset)) Cpuset(cpuset, stats.Cpuset);
        if (paths.TryGetValue("memory", out string? memory)) Memory(memory, stats.Memory);
        if (paths.TryGetValue("pids", out string? pids)) Pids(pids, stats);
        if (paths.TryGetValue("blkio", out string? blkio)) BlkioTables.Read(blkio, stats.Blkio);
        if (paths.TryGetValue("hugetlb", out string? hugetlb)) Hugetlb(hugetlb, stats);
        if (!paths.TryGetValue("", out string? unified)) return stats;
        // The v2 tree of a hybrid host has no controllers, but it knows how long tasks wait.
        stats.Cpu.Pressure = StatFile.Pressure(unified + "/cpu.pressure");
        stats.Memory.Pressure = StatFile.Pressure(unified + "/memory.pressure");
        stats.Blkio.Pressure = StatFile.Pressure(unified + "/io.pressure");
        return stats;
    }

    private static void Cpuacct(string path, CpuStats cpu)
    {
        cpu.Total = StatFile.Single(path + "/cpuacct.usage");
        StatFile.Pairs(path + "/cpuacct.stat", (name, ticks) =>
        {
            if (name == "user") cpu.User = ticks * TickLength;
            else if (name == "system") cpu.Kernel = ticks * TickLength;
        });
        foreach (string[] row in StatFile.Rows(path + "/cpuacct.usage_percpu"))
        {
            foreach (string value in row) cpu.PerCpu.Add(StatFile.Value(value));
        }
        foreach (string[] row in StatFile.Rows(path + "/cpuacct.usage_all"))
        {
            // cpu user system
            if (row.Length < 3 || row[0] == "cpu") continue;
            cpu.PerCpuUser.Add(StatFile.Value(row[1]));
            cpu.PerCpuKernel.Add(StatFile.Value(row[2]));
        }
    }

    private static void Cpu(string path, CpuStats cpu) => StatFile.Pairs(path + "/cpu.stat", (name, value) =>
    {
        if (name == "nr_periods") cpu.Periods = value;
        else if (name == "nr_throttled") cpu.ThrottledPeriods = value;
        else if (name == "throttled_time") cpu.ThrottledTime = value;
    });

    private static void Cpuset(string path, CpusetStats cpuset)
    {
        cpuset.Cpus = StatFile.List(path + "/cpuset.cpus");
        cpuset.Mems = StatFile.List(path + "/cpuset.mems");
        foreach (string name in CpusetStats.FlagNames)
        {
            string? text = CgroupFile.TryRead($"{path}/cpuset.{name}");
            cpuset.Flags[name] = long.TryParse(
                text?.TrimEnd('\n'),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out long value
            )
                ? value
                : 0;
        }
    }

    private static void Memory(string path, MemoryStats memory)
    {
        StatFile.Pairs(path + "/memory.stat", (name, value) => memory.Raw[name] = value);
        memory.Cache = memory.Raw.GetValueOrDefault("cache");
        memory.Usage = Entry(path + "/memory.");
        memory.Swap = Entry(path + "/memory.memsw.");
        memory.Kernel = Entry(path + "/memory.kmem.");
        memory.KernelTcp = Entry(path + "/memory.kmem.tcp.");
    }

    private static MemoryEntry Entry(string prefix) =>
        StatFile.TrySingle(prefix + "usage_in_bytes") is ulong usage
            ? new MemoryEntry(
                StatFile.Single(prefix + "limit_in_bytes"),
                usage,
                StatFile.Single(prefix + "max_usage_in_bytes"),
                StatFile.Single(prefix + "failcnt")
            )
        : default;

    private static void Pids(string path, CgroupStats stats)
    {
        stats.PidsCurrent = StatFile.Single(path + "/pids.current");
        ulong limit = StatFile.Single(path + "/pids.max");
        stats.PidsLimit = limit == ulong.MaxValue ? 0 : limit;
    }

    private static void Hugetlb(string path, CgroupStats stats)
    {
        foreach (string size in StatFile.HugePageSizes())
        {
            string prefix = $"{path}/hugetlb.{size}.";
            if (StatFile.TrySingle(prefix + "rsvd.usage_in_bytes") is not null)
                prefix += "rsvd.";
            stats.Hugetlb[size] = new MemoryEntry(
                0,
                StatFile.Single(prefix + "usage_in_bytes"),
                StatFile.Single(prefix + "max_usage_in_bytes"),
                StatFile.Single(prefix + "failcnt")
            );
        }
    }
}
