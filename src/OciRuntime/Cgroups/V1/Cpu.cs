using OciRuntime.Config;
using OciRuntime.Native;
using static OciRuntime.Cgroups.CgroupFile;

namespace OciRuntime.Cgroups.V1;

/// <summary>
/// cpu; scheduler/sched-bwc.rst, sched-rt-group.rst and sched-design-CFS.rst. Times in µs; 0 is no request.
/// </summary>
internal static class Cpu
{
    /// <summary>
    /// The least and the most shares; the kernel takes others for these, MIN_SHARES and MAX_SHARES of kernel/sched.
    /// </summary>
    public const ulong LeastShares = 2, MostShares = 262144;

    /// <summary>Sets shares, idle, bandwidth and realtime bandwidth.</summary>
    public static void Apply(CgroupWriter writer, string path, LinuxCPU cpu)
    {
        // Shares of an idle group are refused, and forgotten by one that becomes idle (kernel/sched,
        // sched_group_set_idle).
        if (cpu.Idle is 0)
            writer.Write(path + "/cpu.idle", "0", "cpu/idle");
        if (cpu.Shares is ulong shares and not 0 && cpu.Idle is not 1)
            writer.Write(path + "/cpu.shares", Number(shares), "cpu/shares");
        if (cpu.Idle is long idle and not 0)
            writer.Write(path + "/cpu.idle", Number(idle), "cpu/idle");
        Bandwidth(writer, path, cpu);
        Realtime(writer, path, cpu);
    }

    /// <summary>
    /// Period and burst may only fit the new quota, and are then refused with EINVAL until it is set.
    /// </summary>
    private static void Bandwidth(CgroupWriter writer, string path, LinuxCPU cpu)
    {
        bool hasQuota = cpu.Quota is not (null or 0);
        string? period = cpu.Period is ulong p and not 0 ? Number(p) : null;
        string? burst = cpu.Burst is ulong b ? Number(b) : null;
        if (period is not null && Early(writer, path + "/cpu.cfs_period_us", period, "cpu/period", hasQuota))
            period = null;
        if (burst is not null && Early(writer, path + "/cpu.cfs_burst_us", burst, "cpu/burst", hasQuota))
            burst = null;
        if (!hasQuota)
            return;
        writer.Write(path + "/cpu.cfs_quota_us", Number(cpu.Quota!.Value), "cpu/quota");
        if (period is not null) writer.Write(path + "/cpu.cfs_period_us", period, "cpu/period");
        if (burst is not null) writer.Write(path + "/cpu.cfs_burst_us", burst, "cpu/burst");
    }

    private static void Realtime(CgroupWriter writer, string path, LinuxCPU cpu)
    {
        bool hasRuntime = cpu.RealtimeRuntime is not (null or 0);
        string? period = cpu.RealtimePeriod is ulong p and not 0 ? Number(p) : null;
        if (period is not null && Early(writer, path + "/cpu.rt_period_us", period, "cpu/realtimePeriod", hasRuntime))
            period = null;
        if (!hasRuntime)
            return;
        writer.Write(path + "/cpu.rt_runtime_us", Number(cpu.RealtimeRuntime!.Value), "cpu/realtimeRuntime");
        if (period is not null) writer.Write(path + "/cpu.rt_period_us", period, "cpu/realtimePeriod");
    }

    /// <returns>Whether it was taken; otherwise it is to be tried again.</returns>
    private static bool Early(CgroupWriter writer, string file, string value, string pointer, bool mayWait)
    {
        int error = writer.TryWrite(file, value);
        if (error == 0) return true;
        if (error == Errno.EINVAL && mayWait) return false;
        throw CgroupWriter.Failure(file, value, pointer, error);
    }
}
