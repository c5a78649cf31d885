using System;
using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Cgroups;
using OciRuntime.Native;

namespace OciRuntime.Containers;

/// <summary>
/// The v2 cgroup that a container's init is in now, which need not be the one that it was created in.
/// </summary>
internal static class InitCgroup
{
    /// <summary>The container's record with that cgroup in the place of its first one.</summary>
    /// <exception cref="LinuxException">The process is in no cgroup that this process can see.</exception>
    public static CgroupRecord Find(CgroupRecord container, int pid)
    {
        string path = CgroupHost.PathsOf(pid).GetValueOrDefault("", "");
        // Above the root of this process's cgroup namespace it begins with /.., cgroup_namespaces(7).
        bool visible = path.Length > 0 && !path.StartsWith("/../", StringComparison.Ordinal);
        if (!visible)
            throw new LinuxException("find the cgroup of", pid.ToString(CultureInfo.InvariantCulture), Errno.ENOENT);
        return container.With(new Dictionary<string, string> { [""] = CgroupHost.Root + path });
    }
}
