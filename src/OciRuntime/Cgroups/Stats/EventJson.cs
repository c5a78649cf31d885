using System.Collections.Generic;
using OciRuntime.Cgroups.Resctrl;
using OciRuntime.Diagnostics;
namespace OciRuntime.Cgroups.Stats;

/// <summary>
/// Events as lines of JSON: runc's envelope, member names and omissions (runc, types/events.go), which metrics
/// collectors
/// read.
/// </summary>
internal static class EventJson
{
    /// <summary>One line about memory having run out.</summary>
    public static string Oom(string id)
    {
        JsonText json = Envelope("oom", id);
        json.EndObject();
        return json + "\n";
    }

    /// <summary>One line with what a container uses.</summary>
    public static string Stats(string id, CgroupStats stats, ResctrlStats? resctrl = null)
    {
        JsonText json = Envelope("stats", id);
        json.BeginObject("data");
        Cpu(json, stats.Cpu);
        Cpuset(json, stats.Cpuset);
        Memory(json, stats.Memory);
        json.BeginObject("pids");
        NonZero(json, "current", stats.PidsCurrent);
        NonZero(json, "limit", stats.PidsLimit);
        json.EndObject();
        Blkio(json, stats.Blkio);
        Hugetlb(json, stats.Hugetlb);
        json.BeginObject("intel_rdt");
        if (resctrl is not null) Resctrl(json, resctrl);
        json.EndObject();
        json.Null("network_interfaces");
        json.EndObject();
        json.EndObject();
        return json + "\n";
    }

    private static void Resctrl(JsonText json, ResctrlStats stats)
    {
        if (stats.L3 is var (mask, minimumBits, cacheClasses))
        {
            json.BeginObject("l3_cache_info");
            json.Member("cbm_mask", mask);
            NonZero(json, "min_cbm_bits", minimumBits);
            NonZero(json, "num_closids", cacheClasses);
            json.EndObject();
            Line(json, "l3_cache_schema_root", stats.RootSchemata, "L3");
            Line(json, "l3_cache_schema", stats.Schemata, "L3");
        }
        if (stats.Bandwidth is var (granularity, delayLinear, minimum, classes))
        {
            json.BeginObject("mem_bw_info");
            NonZero(json, "bandwidth_gran", granularity);
            NonZero(json, "delay_linear", delayLinear);
            NonZero(json, "min_bandwidth", minimum);
            NonZero(json, "num_closids", classes);
            json.EndObject();
            Line(json, "mem_bw_schema_root", stats.RootSchemata, "MB");
            Line(json, "mem_bw_schema", stats.Schemata, "MB");
        }
        json.BeginArray("schemata");
        foreach (string line in stats.Schemata) json.Element(line);
        json.EndArray();
        Monitored(json, stats.Caches);
    }

    private static void Line(JsonText json, string name, string[] schemata, string resource)
    {
        if (ResctrlStats.Line(schemata, resource) is { } line) json.Member(name, line);
    }

    private static void Monitored(JsonText json, List<ResctrlStats.Monitored> caches)
    {
        bool bandwidth = caches.Exists(static cache => cache.Total is not null || cache.Local is not null);
        if (bandwidth)
        {
            json.BeginArray("mbm_stats");
            foreach (ResctrlStats.Monitored cache in caches)
            {
                json.BeginObject();
                NonZero(json, "mbm_total_bytes", cache.Total ?? 0);
                NonZero(json, "mbm_local_bytes", cache.Local ?? 0);
                json.EndObject();
            }
            json.EndArray();
        }
        if (!caches.Exists(static cache => cache.Occupancy is not null)) return;
        json.BeginArray("cmt_stats");
        foreach (ResctrlStats.Monitored cache in caches)
        {
            json.BeginObject();
            NonZero(json, "llc_occupancy", cache.Occupancy ?? 0);
            json.EndObject();
        }
        json.EndArray();
    }

    private static JsonText Envelope(string type, string id)
    {
        JsonText json = new(indent: 0);
        json.BeginObject();
        json.Member("type", type);
        json.Member("id", id);
        return json;
    }

    private static void Cpu(JsonText json, CpuStats cpu)
    {
        json.BeginObject("cpu");
        json.BeginObject("usage");
        NonZero(json, "total", cpu.Total);
        Numbers(json, "percpu", cpu.PerCpu);
        Numbers(json, "percpu_kernel", cpu.PerCpuKernel);
        Numbers(json, "percpu_user", cpu.PerCpuUser);
        json.Member("kernel", cpu.Kernel);
        json.Member("user", cpu.User);
        json.EndObject();
        json.BeginObject("throttling");
        NonZero(json, "periods", cpu.Periods);
        NonZero(json, "throttledPeriods", cpu.ThrottledPeriods);
        NonZero(json, "throttledTime", cpu.ThrottledTime);
        json.EndObject();
        PressureOf(json, cpu.Pressure);
        json.EndObject();
    }

    private static void Cpuset(JsonText json, CpusetStats cpuset)
    {
        json.BeginObject("cpuset");
        Numbers(json, "cpus", cpuset.Cpus.ConvertAll(static cpu => (ulong)cpu));
        Numbers(json, "mems", cpuset.Mems.ConvertAll(static node => (ulong)node));
        // cgroup v2 has none of these: runc prints zeros.
        foreach (string name in CpusetStats.FlagNames) json.Member(name, cpuset.Flags.GetValueOrDefault(name));
        json.EndObject();
    }

    private static void Memory(JsonText json, MemoryStats memory)
    {
        json.BeginObject("memory");
        NonZero(json, "cache", memory.Cache);
        Entry(json, "usage", memory.Usage);
        Entry(json, "swap", memory.Swap);
        Entry(json, "kernel", memory.Kernel);
        Entry(json, "kernelTCP", memory.KernelTcp);
        if (memory.Raw.Count > 0)
        {
            json.BeginObject("raw");
            foreach ((string name, ulong value) in memory.Raw) json.Member(name, value);
            json.EndObject();
        }
        PressureOf(json, memory.Pressure);
        json.EndObject();
    }

    private static void Entry(JsonText json, string name, MemoryEntry entry)
    {
        if (entry == default) return;
        json.BeginObject(name);
        json.Member("limit", entry.Limit);
        NonZero(json, "usage", entry.Usage);
        NonZero(json, "max", entry.Max);
        json.Member("failcnt", entry.Failcnt);
        json.EndObject();
    }

    private static void Blkio(JsonText json, BlkioStats blkio)
    {
        json.BeginObject("blkio");
        foreach ((string table, List<BlkioEntry> entries) in blkio.Tables)
        {
            if (entries.Count == 0) continue;
            json.BeginArray(table);
            foreach (BlkioEntry entry in entries)
            {
                json.BeginObject();
                NonZero(json, "major", entry.Major);
                NonZero(json, "minor", entry.Minor);
                if (entry.Op.Length > 0) json.Member("op", entry.Op);
                NonZero(json, "value", entry.Value);
                json.EndObject();
            }
            json.EndArray();
        }
        PressureOf(json, blkio.Pressure);
        json.EndObject();
    }

    private static void Hugetlb(JsonText json, SortedDictionary<string, MemoryEntry> sizes)
    {
        json.BeginObject("hugetlb");
        foreach ((string size, MemoryEntry entry) in sizes)
        {
            json.BeginObject(size);
            NonZero(json, "usage", entry.Usage);
            NonZero(json, "max", entry.Max);
            json.Member("failcnt", entry.Failcnt);
            json.EndObject();
        }
        json.EndObject();
    }

    private static void PressureOf(JsonText json, Pressure? pressure)
    {
        if (pressure is null) return;
        json.BeginObject("psi");
        Line(json, "some", pressure.Some);
        Line(json, "full", pressure.Full);
        json.EndObject();
    }

    private static void Line(JsonText json, string name, PressureLine line)
    {
        if (line == default) return;
        json.BeginObject(name);
        json.Member("avg10", line.Avg10);
        json.Member("avg60", line.Avg60);
        json.Member("avg300", line.Avg300);
        json.Member("total", line.Total);
        json.EndObject();
    }

    private static void NonZero(JsonText json, string name, ulong value)
    {
        if (value != 0) json.Member(name, value);
    }

    private static void Numbers(JsonText json, string name, List<ulong> values)
    {
        if (values.Count == 0) return;
        json.BeginArray(name);
        foreach (ulong value in values) json.Element(value);
        json.EndArray();
    }
}
