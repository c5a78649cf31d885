using OciRuntime.Config;
using OciRuntime.Native;
using static OciRuntime.Cgroups.CgroupFile;

namespace OciRuntime.Cgroups.V2;

/// <summary>cpu and cpuset; cgroup-v2.rst, CPU and Cpuset. Times in µs; 0 is no request.</summary>
internal static class Cpu
{
    /// <summary>Sets weight, idle, bandwidth, cpus and mems.</summary>
    public static void Apply(CgroupWriter writer, string path, LinuxCPU cpu)
    {
        // The weight of an idle group is refused, and forgotten by one that becomes idle.
        if (cpu.Idle is 0)
            writer.Write(path + "/cpu.idle", "0", "cpu/idle");
        if (cpu.Shares is ulong shares and not 0 && cpu.Idle is not 1)
            writer.Write(path + "/cpu.weight", Number(CpuWeight.OfShares(shares)), "cpu/shares");
        if (cpu.Idle is long idle and not 0)
            writer.Write(path + "/cpu.idle", Number(idle), "cpu/idle");
        Bandwidth(writer, path, cpu);
        if (!string.IsNullOrEmpty(cpu.Cpus)) writer.Write(path + "/cpuset.cpus", cpu.Cpus, "cpu/cpus");
        if (!string.IsNullOrEmpty(cpu.Mems)) writer.Write(path + "/cpuset.mems", cpu.Mems, "cpu/mems");
    }

    private static void Bandwidth(CgroupWriter writer, string path, LinuxCPU cpu)
    {
        bool hasQuota = cpu.Quota is not (null or 0);
        string? burst = cpu.Burst is ulong b ? Number(b) : null;
        if (burst is not null)
        {
            // A burst above the quota is refused: it may fit the new one.
            int error = writer.TryWrite(path + "/cpu.max.burst", burst);
            if (error != 0 && !(error == Errno.EINVAL && hasQuota))
                throw CgroupWriter.Failure(path + "/cpu.max.burst", burst, "cpu/burst", error);
            if (error == 0)
                burst = null;
        }
        if (hasQuota || cpu.Period is not (null or 0))
            writer.Write(path + "/cpu.max", Max(path, cpu), hasQuota ? "cpu/quota" : "cpu/period");
        if (burst is not null)
            writer.Write(path + "/cpu.max.burst", burst, "cpu/burst");
    }

    /// <summary>
    /// The value of cpu.max: a quota alone leaves the period; for a period alone the quota is what it was.
    /// </summary>
    private static string Max(string path, LinuxCPU cpu)
    {
        string? period = cpu.Period is ulong p and not 0 ? Number(p) : null;
        if (cpu.Quota is not (null or 0))
        {
            string quota = cpu.Quota < 0 ? "max" : Number(cpu.Quota.Value);
            return period is null ? quota : $"{quota} {period}";
        }
        string now = TryRead(path + "/cpu.max") ?? "max";
        return $"{now.Split(' ', '\n')[0]} {period}";
    }
}
