using System;
using OciRuntime.Native;

namespace OciRuntime.Cgroups.Systemd;

/// <summary>
/// The end of a scope whose last process has ended: systemd sees that by itself (cgroup-v2.rst, [Un]populated
/// Notification), forgets the scope and removes its directory.
/// </summary>
internal static class ScopeEnd
{
    private const int Patience = 500; // ms; a busy systemd may take longer, and is asked then

    private const int LongestPause = 16; // ms

    /// <summary>Waits until the directory <paramref name="path"/> is gone.</summary>
    /// <remarks>
    /// By looking, each time after twice as long: it takes systemd 1 to 3 ms, and to give back a watch of inotify(7)
    /// takes the kernel 10 to 15.
    /// </remarks>
    /// <returns>False if it is still there.</returns>
    public static bool Await(string path)
    {
        long end = Environment.TickCount64 + Patience;
        for (int pause = 1; CgroupFile.Exists(path); pause = Math.Min(2 * pause, LongestPause))
        {
            if (Environment.TickCount64 >= end) return false;
            Call.Sleep(pause);
        }
        return true;
    }
}
