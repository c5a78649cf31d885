using System;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.Systemd;

/// <summary>
/// The end of a scope whose last process has ended: systemd sees that by itself (cgroup-v2.rst, [Un]populated
/// Notification), forgets the scope and removes its directory.
/// </summary>
internal static unsafe class ScopeEnd
{
    private const int Patience = 500; // ms; a busy systemd may take longer, and is asked then

    /// <summary>Waits until the directory <paramref name="path"/> is gone.</summary>
    /// <returns>False if it is still there, or nobody tells.</returns>
    public static bool Await(string path)
    {
        using OwnedFd watch = new(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
        if (watch.Fd == -1) return false;
        string parent = path[..path.LastIndexOf('/')];
        CString name = new(parent, stackalloc byte[CString.StackSize]);
        int added;
        // Safe: the name is pinned for the call and ends with a NUL.
        fixed (byte* start = name) added = inotify_add_watch(watch.Fd, start, IN_DELETE);
        long end = Environment.TickCount64 + Patience;
        // After the watch has begun, so that no end is missed; others' scopes end there, too.
        while (CgroupFile.Exists(path))
        {
            int left = (int)(end - Environment.TickCount64);
            if (added == -1 || left <= 0) return false;
            pollfd waiting;
            waiting.fd = watch.Fd;
            waiting.events = POLLIN;
            waiting.revents = 0;
            if (poll(&waiting, 1, left) == 1) OomWatch.Drain(watch.Fd);
        }
        return true;
    }
}
