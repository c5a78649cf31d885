using OciRuntime.Config;

namespace OciRuntime.Cgroups.V1;

/// <summary>pids; cgroup-v1/pids.rst.</summary>
internal static class PidsLimit
{
    /// <summary>
    /// Sets the limit; below 0 is none. 0 becomes 1 as in runc: both let the first process be the only one.
    /// </summary>
    public static void Apply(CgroupWriter writer, string path, LinuxPids pids)
    {
        if (pids.Limit is not long limit) return;
        writer.Write(path + "/pids.max", limit < 0 ? "max" : CgroupFile.Number(limit == 0 ? 1 : limit), "pids/limit");
    }
}
