using System.Globalization;
using OciRuntime.Spec;

namespace OciRuntime.Cgroups.V1;

/// <summary>pids; cgroup-v1/pids.rst.</summary>
internal static class PidsLimit
{
    /// <summary>Sets the limit; 0 is no request and below 0 is no limit, as in runc.</summary>
    public static void Apply(string path, LinuxPids? pids)
    {
        if (pids?.Limit is not { } limit || limit == 0) return;
        CgroupFile.Write(path + "/pids.max", limit < 0 ? "max" : limit.ToString(CultureInfo.InvariantCulture));
    }
}
