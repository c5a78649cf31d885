using System;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Resctrl;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Create;

/// <summary>What a create or restore that failed has made of cgroups.</summary>
internal static class CgroupUndo
{
    /// <summary>Ends the processes and removes what was made.</summary>
    /// <param name="cgroup">The cgroup that was made, or null.</param>
    /// <param name="resctrl">The resctrl group, or null.</param>
    /// <param name="log">Gets a warning if something stays: the first error is the one to report.</param>
    /// <param name="id">The container's id.</param>
    /// <returns>False if something stays; delete finds it through the record.</returns>
    public static bool Remove(ICgroupManager? cgroup, ResctrlGroup? resctrl, Log log, string id)
    {
        try
        {
            if (cgroup is { Exists: true })
            {
                cgroup.Kill(SIGKILL);
                cgroup.Remove();
            }
            resctrl?.Remove();
            return true;
        }
        catch (Exception error) when (error is OcirunException or InvalidOperationException)
        {
            log.Warning($"remove the cgroup of {id}: {error.Message}");
            return false;
        }
    }
}
