using OciRuntime.Cgroups.Systemd;
using OciRuntime.Native;

namespace OciRuntime.Checks;

/// <summary>systemd, which makes the cgroups for <c>--systemd-cgroup</c>: it is asked for its version.</summary>
internal static class SystemdCheck
{
    /// <summary>Asks it; of a config only if it is to be used.</summary>
    public static void Run(CheckTarget target, CheckReport report)
    {
        bool needed = target.CgroupManager == "systemd";
        if (target.Spec is not null && !needed) return;
        try
        {
            using SystemdBus bus = SystemdBus.Open(target.Rootless);
            report.Ok("systemd bus", "systemd " + bus.ManagerProperty("Version"));
        }
        catch (OcirunException error)
        {
            report.Add(new CheckResult("systemd bus", CheckState.Missing, error.Message)
            {
                Advice = "without systemd cgroups are made by ocirun itself: leave --systemd-cgroup out",
                Needed = needed,
            });
        }
    }
}
