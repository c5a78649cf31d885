using System.Collections.Generic;

namespace OciRuntime.Cgroups.Stats;

/// <summary>
/// What a container uses, in the terms of runc's <c>events --stats</c>, which engines read. Times in ns, sizes in
/// bytes.
/// </summary>
internal sealed class CgroupStats
{
    /// <summary>CPU time.</summary>
    public CpuStats Cpu { get; } = new();

    /// <summary>CPUs and memory nodes; cgroup v1.</summary>
    public CpusetStats Cpuset { get; } = new();

    /// <summary>Memory.</summary>
    public MemoryStats Memory { get; } = new();

    /// <summary>Block I/O.</summary>
    public BlkioStats Blkio { get; } = new();

    /// <summary>Tasks now.</summary>
    public ulong PidsCurrent { get; set; }

    /// <summary>The most tasks; 0 is no limit.</summary>
    public ulong PidsLimit { get; set; }

    /// <summary>Huge pages by size.</summary>
    public SortedDictionary<string, MemoryEntry> Hugetlb { get; } = new(System.StringComparer.Ordinal);
}

/// <summary>CPU time, in ns.</summary>
internal sealed class CpuStats
{
    /// <summary>All.</summary>
    public ulong Total { get; set; }

    /// <summary>In the kernel.</summary>
    public ulong Kernel { get; set; }

    /// <summary>In user mode.</summary>
    public ulong User { get; set; }

    /// <summary>All, by CPU; cgroup v1.</summary>
    public List<ulong> PerCpu { get; } = [];

    /// <summary>In the kernel, by CPU; cgroup v1.</summary>
    public List<ulong> PerCpuKernel { get; } = [];

    /// <summary>In user mode, by CPU; cgroup v1.</summary>
    public List<ulong> PerCpuUser { get; } = [];

    /// <summary>Periods that a quota was watched in.</summary>
    public ulong Periods { get; set; }

    /// <summary>Those in which it was used up.</summary>
    public ulong ThrottledPeriods { get; set; }

    /// <summary>How long tasks had to wait for that.</summary>
    public ulong ThrottledTime { get; set; }

    /// <summary>How long tasks waited for a CPU.</summary>
    public Pressure? Pressure { get; set; }
}

/// <summary>cpuset of cgroup v1; cpusets.rst.</summary>
internal sealed class CpusetStats
{
    /// <summary>The CPUs.</summary>
    public List<ushort> Cpus { get; set; } = [];

    /// <summary>The memory nodes.</summary>
    public List<ushort> Mems { get; set; } = [];

    /// <summary>The names of the files without <c>cpuset.</c>, which are runc's names of the members.</summary>
    public static string[] FlagNames =>
    [
        "cpu_exclusive", "mem_hardwall", "mem_exclusive", "memory_migrate", "memory_spread_page", "memory_spread_slab",
        "memory_pressure", "sched_load_balance", "sched_relax_domain_level",
    ];

    /// <summary>The flags and numbers.</summary>
    public Dictionary<string, long> Flags { get; } = [];
}

/// <summary>A resource with a limit.</summary>
/// <param name="Limit">The limit; 2^64-1 is none in cgroup v2.</param>
/// <param name="Usage">What is used.</param>
/// <param name="Max">The most that was used.</param>
/// <param name="Failcnt">How often the limit was hit.</param>
internal readonly record struct MemoryEntry(ulong Limit, ulong Usage, ulong Max, ulong Failcnt);

/// <summary>Memory.</summary>
internal sealed class MemoryStats
{
    /// <summary>Page cache.</summary>
    public ulong Cache { get; set; }

    /// <summary>Memory.</summary>
    public MemoryEntry Usage { get; set; }

    /// <summary>Memory and swap together.</summary>
    public MemoryEntry Swap { get; set; }

    /// <summary>Kernel memory; cgroup v1.</summary>
    public MemoryEntry Kernel { get; set; }

    /// <summary>Memory of TCP; cgroup v1.</summary>
    public MemoryEntry KernelTcp { get; set; }

    /// <summary>memory.stat.</summary>
    public SortedDictionary<string, ulong> Raw { get; } = new(System.StringComparer.Ordinal);

    /// <summary>How long tasks waited for memory.</summary>
    public Pressure? Pressure { get; set; }
}

/// <summary>One number of one device.</summary>
/// <param name="Major">Its major number.</param>
/// <param name="Minor">Its minor number.</param>
/// <param name="Op">What was done: <c>Read</c>, <c>Write</c>; empty for a sum.</param>
/// <param name="Value">The number.</param>
internal readonly record struct BlkioEntry(ulong Major, ulong Minor, string Op, ulong Value);

/// <summary>Block I/O.</summary>
internal sealed class BlkioStats
{
    /// <summary>The tables by runc's names, in its order.</summary>
    public List<(string Name, List<BlkioEntry> Entries)> Tables { get; } = [];

    /// <summary>How long tasks waited for I/O.</summary>
    public Pressure? Pressure { get; set; }
}

/// <summary>Pressure stall information; accounting/psi.rst.</summary>
/// <param name="Some">Some tasks waited.</param>
/// <param name="Full">All tasks waited.</param>
internal sealed record Pressure(PressureLine Some, PressureLine Full);

/// <summary>One line of it.</summary>
/// <param name="Avg10">Percent of the last 10 s.</param>
/// <param name="Avg60">Percent of the last 60 s.</param>
/// <param name="Avg300">Percent of the last 300 s.</param>
/// <param name="Total">µs since the beginning.</param>
internal readonly record struct PressureLine(double Avg10, double Avg60, double Avg300, ulong Total);
