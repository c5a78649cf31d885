using System.Collections.Generic;
using OciRuntime.Cgroups.Stats;

namespace OciRuntime.Cgroups.V2;

/// <summary>Reads what a container uses from v2's files; cgroup-v2.rst.</summary>
internal static class V2Stats
{
    private const ulong Microsecond = 1000; // ns

    /// <summary>Reads all that the cgroup has.</summary>
    public static CgroupStats Read(string path)
    {
        CgroupStats stats = new();
        Cpu(path, stats.Cpu);
        Memory(path, stats.Memory);
        Io(path, stats.Blkio);
        Pids(path, stats);
        Hugetlb(path, stats);
        stats.Cpu.Pressure = StatFile.Pressure(path + "/cpu.pressure");
        stats.Memory.Pressure = StatFile.Pressure(path + "/memory.pressure");
        stats.Blkio.Pressure = StatFile.Pressure(path + "/io.pressure");
        return stats;
    }

    private static void Cpu(string path, CpuStats cpu) => StatFile.Pairs(path + "/cpu.stat", (name, value) =>
    {
        switch (name)
        {
            case "usage_usec": cpu.Total = value * Microsecond; break;
            case "user_usec": cpu.User = value * Microsecond; break;
            case "system_usec": cpu.Kernel = value * Microsecond; break;
            case "nr_periods": cpu.Periods = value; break;
            case "nr_throttled": cpu.ThrottledPeriods = value; break;
            case "throttled_usec": cpu.ThrottledTime = value * Microsecond; break;
        }
    });

    private static void Memory(string path, MemoryStats memory)
    {
        StatFile.Pairs(path + "/memory.stat", (name, value) => memory.Raw[name] = value);
        memory.Cache = memory.Raw.GetValueOrDefault("file");
        if (StatFile.TrySingle(path + "/memory.current") is not ulong usage) return;
        ulong limit = StatFile.Single(path + "/memory.max");
        memory.Usage = new MemoryEntry(limit, usage, StatFile.Single(path + "/memory.peak"), 0);
        if (StatFile.TrySingle(path + "/memory.swap.current") is not ulong swap) return;
        ulong swapLimit = StatFile.Single(path + "/memory.swap.max");
        // v1 counts memory and swap together, and so do those who read this.
        ulong both = swapLimit == ulong.MaxValue || limit == ulong.MaxValue ? ulong.MaxValue : swapLimit + limit;
        memory.Swap = new MemoryEntry(both, swap + usage, 0, 0);
    }

    private static void Io(string path, BlkioStats io)
    {
        List<BlkioEntry> bytes = [], operations = [];
        foreach (string[] row in StatFile.Rows(path + "/io.stat"))
        {
            // 8:0 rbytes=0 wbytes=0 rios=0 wios=0 dbytes=0 dios=0
            string[] device = row[0].Split(':');
            if (device.Length != 2) continue;
            foreach (string word in row[1..])
            {
                string[] pair = word.Split('=');
                (List<BlkioEntry>? table, string op) = pair[0] switch
                {
                    "rbytes" => (bytes, "Read"),
                    "wbytes" => (bytes, "Write"),
                    "rios" => (operations, "Read"),
                    "wios" => (operations, "Write"),
                    _ => (null, ""),
                };
                table?.Add(
                    new BlkioEntry(StatFile.Value(device[0]), StatFile.Value(device[1]), op, StatFile.Value(pair[^1]))
                );
            }
        }
        io.Tables.Add(("ioServiceBytesRecursive", bytes));
        io.Tables.Add(("ioServicedRecursive", operations));
    }

    private static void Pids(string path, CgroupStats stats)
    {
        ulong limit = StatFile.Single(path + "/pids.max");
        stats.PidsLimit = limit == ulong.MaxValue ? 0 : limit;
        // Without the controller, processes are counted.
        stats.PidsCurrent = StatFile.TrySingle(path + "/pids.current")
            ?? (ulong)StatFile.Rows(path + "/cgroup.procs").Count;
    }

    private static void Hugetlb(string path, CgroupStats stats)
    {
        foreach (string size in StatFile.HugePageSizes())
        {
            string prefix = $"{path}/hugetlb.{size}.";
            ulong? usage = StatFile.TrySingle(prefix + "rsvd.current") ?? StatFile.TrySingle(prefix + "current");
            if (usage is null) continue;
            ulong failures = 0;
            StatFile.Pairs(prefix + "events", (name, value) => failures = name == "max" ? value : failures);
            stats.Hugetlb[size] = new MemoryEntry(0, usage.Value, 0, failures);
        }
    }
}
