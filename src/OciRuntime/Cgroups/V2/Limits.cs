using System.Globalization;
using OciRuntime.Spec;

namespace OciRuntime.Cgroups.V2;

/// <summary>pids, memory and cpu; cgroup-v2.rst, Controllers.</summary>
internal static class Limits
{
    /// <summary>Sets the limits.</summary>
    public static void Apply(string path, LinuxResources resources)
    {
        if (resources.Pids?.Limit is { } limit and not 0) CgroupFile.Write(path + "/pids.max", limit < 0 ? "max" : Text(limit));
        if (resources.Memory is { } memory) ApplyMemory(path, memory);
        if (resources.CPU is { } cpu) ApplyCpu(path, cpu);
    }

    private static void ApplyMemory(string path, LinuxMemory memory)
    {
        // v1's swap is memory+swap, v2's is swap alone.
        if (memory.Swap is long swap and not 0) CgroupFile.Write(path + "/memory.swap.max", swap == -1 ? "max" : Text(swap - (memory.Limit ?? 0)));
        if (memory.Limit is long limit and not 0) CgroupFile.Write(path + "/memory.max", limit == -1 ? "max" : Text(limit));
        if (memory.Reservation is long low and not 0) CgroupFile.Write(path + "/memory.low", low == -1 ? "max" : Text(low));
    }

    private static void ApplyCpu(string path, LinuxCPU cpu)
    {
        if (cpu.Shares is ulong shares and not 0) CgroupFile.Write(path + "/cpu.weight", Text((long)Weight(shares)));
        if (cpu.Quota is not null or 0 || cpu.Period is not null or 0)
        {
            string quota = cpu.Quota is long q and > 0 ? Text(q) : "max";
            CgroupFile.Write(path + "/cpu.max", cpu.Period is ulong period and not 0 ? $"{quota} {period}" : quota);
        }
        if (cpu.Burst is ulong burst) CgroupFile.Write(path + "/cpu.max.burst", Text((long)burst));
        if (cpu.Idle is long idle) CgroupFile.Write(path + "/cpu.idle", Text(idle));
        if (!string.IsNullOrEmpty(cpu.Cpus)) CgroupFile.Write(path + "/cpuset.cpus", cpu.Cpus);
        if (!string.IsNullOrEmpty(cpu.Mems)) CgroupFile.Write(path + "/cpuset.mems", cpu.Mems);
    }

    /// <summary>[2, 262144] shares to [1, 10000] weight, linearly; runc, ConvertCPUSharesToCgroupV2Value.</summary>
    private static ulong Weight(ulong shares) => shares >= 262144 ? 10000 : shares <= 2 ? 1 : 1 + (shares - 2) * 9999 / 262142;

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
