using System.Globalization;
using OciRuntime.Spec;

namespace OciRuntime.Cgroups.V1;

/// <summary>cpu; scheduler/sched-bwc.rst and sched-design-CFS.rst. Times in µs.</summary>
internal static class Cpu
{
    /// <summary>Sets shares, period, quota and burst.</summary>
    public static void Apply(string path, LinuxCPU? cpu)
    {
        if (cpu is null) return;
        if (cpu.Shares is ulong shares and not 0) Write(path, "cpu.shares", shares.ToString(CultureInfo.InvariantCulture));
        if (cpu.Period is ulong period and not 0) Write(path, "cpu.cfs_period_us", period.ToString(CultureInfo.InvariantCulture));
        if (cpu.Quota is long quota and not 0) Write(path, "cpu.cfs_quota_us", quota.ToString(CultureInfo.InvariantCulture));
        if (cpu.Burst is ulong burst) Write(path, "cpu.cfs_burst_us", burst.ToString(CultureInfo.InvariantCulture));
        if (cpu.Idle is long idle) Write(path, "cpu.idle", idle.ToString(CultureInfo.InvariantCulture));
    }

    private static void Write(string path, string file, string value) => CgroupFile.Write($"{path}/{file}", value);
}
