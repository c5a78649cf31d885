using System;
using System.Collections.Generic;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.V1;

/// <summary>Signals for all processes of a v1 cgroup, which has no file for that.</summary>
/// <param name="paths">The directories by controller.</param>
/// <param name="list">Lists the pids that are in the cgroup now.</param>
internal readonly struct Killing(Dictionary<string, string> paths, Func<int[]> list)
{
    /// <summary>Sends <paramref name="signal"/> to every process.</summary>
    public void Kill(int signal)
    {
        string? freezer = paths.GetValueOrDefault("freezer");
        int[] pids = list();
        if (pids.Length == 0) return;
        if (signal == SIGKILL && KillUnified(pids))
        {
            if (freezer is not null) Freezer.ThawAll(freezer);
            return;
        }
        if (freezer is not null) KillFrozen(freezer, signal);
        else KillMoving(signal);
    }

    /// <summary>On a hybrid host the v2 tree kills them in one write, if it has them all.</summary>
    private bool KillUnified(int[] pids)
    {
        if (!paths.TryGetValue("", out string? unified)) return false;
        SortedSet<int> there = [];
        CgroupTree.AddPids(unified, there);
        return there.IsSupersetOf(pids) && CgroupFile.TryWrite(unified + "/cgroup.kill", "1") == 0;
    }

    /// <summary>Frozen processes cannot fork away from the list; they get the signal when they thaw.</summary>
    private void KillFrozen(string freezer, int signal)
    {
        bool wasFrozen = Freezer.IsFrozen(freezer);
        try
        {
            Freezer.Freeze(freezer);
        }
        catch (LinuxException error) when (error.Errno is Errno.ETIMEDOUT or Errno.EACCES or Errno.EPERM)
        {
            KillMoving(signal);
            return;
        }
        try
        {
            foreach (int pid in list()) kill(pid, signal);
        }
        finally
        {
            if (signal == SIGKILL) Freezer.ThawAll(freezer);
            else if (!wasFrozen) Freezer.Thaw(freezer);
        }
    }

    /// <summary>Without a freezer: until none is left, or for other signals once.</summary>
    private void KillMoving(int signal)
    {
        const int Rounds = 100; // a fork bomb slower than this is out of processes before
        for (int round = 0; round < Rounds; round++)
        {
            int[] pids = list();
            foreach (int pid in pids) kill(pid, signal);
            if (pids.Length == 0 || signal != SIGKILL) return;
        }
    }
}
