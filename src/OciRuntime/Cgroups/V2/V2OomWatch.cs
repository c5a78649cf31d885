using OciRuntime.Cgroups.Stats;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.V2;

/// <summary>memory.events with inotify(7); cgroup-v2.rst, Memory Interface Files.</summary>
internal sealed unsafe class V2OomWatch : OomWatch
{
    private readonly OwnedFd inotify;
    private readonly string file;
    private ulong seen;

    /// <summary>Watches the cgroup at <paramref name="path"/>.</summary>
    public V2OomWatch(string path)
    {
        file = path + "/memory.events";
        inotify = OwnedFd.From(inotify_init1(IN_CLOEXEC | IN_NONBLOCK), "inotify_init1", file);
        CString name = new(file, stackalloc byte[CString.StackSize]);
        int watch;
        // Safe: the name is pinned for the call and ends with a NUL.
        fixed (byte* start = name) watch = inotify_add_watch(inotify.Fd, start, IN_MODIFY);
        if (watch == -1) LinuxException.Throw("watch", file);
        seen = Count();
    }

    /// <inheritdoc/>
    public override int Fd => inotify.Fd;

    /// <inheritdoc/>
    public override ulong Take()
    {
        Drain(inotify.Fd);
        ulong now = Count();
        ulong more = now > seen ? now - seen : 0;
        seen = now;
        return more;
    }

    private ulong Count()
    {
        ulong count = 0;
        StatFile.Pairs(file, (name, value) => count = name == "oom_kill" ? value : count);
        return count;
    }

    /// <inheritdoc/>
    public override void Dispose() => inotify.Dispose();
}
