using System.Globalization;
using OciRuntime.Cgroups.Stats;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
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
        int made = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        if (made == -1) throw Refused("inotify_init1", errno);
        inotify = new OwnedFd(made);
        CString name = new(file, stackalloc byte[CString.StackSize]);
        int watch;
        // Safe: the name is pinned for the call and ends with a NUL.
        fixed (byte* start = name) watch = inotify_add_watch(inotify.Fd, start, IN_MODIFY);
        if (watch == -1) throw Refused("watch", errno);
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

    /// <summary>inotify(7): EMFILE and ENOSPC are limits of the user, unless the process has no descriptors.</summary>
    private LinuxException Refused(string operation, int error)
    {
        string? limit = error switch
        {
            Errno.ENOSPC => "watches",
            Errno.EMFILE when !HasNoDescriptors() => "instances",
            _ => null,
        };
        string? hint = limit is null ? null : $"the user has as many inotify {limit} as {Lowest(limit)}";
        return new LinuxException(operation, file, error) { Hint = hint };
    }

    /// <summary>The lower one of the host's limit and that of the caller's user namespace.</summary>
    private static string Lowest(string limit)
    {
        string host = ProcFile.Read("sys/fs/inotify/max_user_" + limit).TrimEnd();
        string own = ProcFile.Read("sys/user/max_inotify_" + limit).TrimEnd();
        bool isOwn = long.TryParse(own, CultureInfo.InvariantCulture, out long ours)
            && long.TryParse(host, CultureInfo.InvariantCulture, out long all) && ours < all;
        return isOwn ? $"the sysctl user.max_inotify_{limit} allows: {own}"
            : $"the sysctl fs.inotify.max_user_{limit} allows: {host}";
    }

    private static bool HasNoDescriptors()
    {
        int probe = HostPath.Open("/", O_PATH);
        if (probe == -1) return true;
        new OwnedFd(probe).Dispose();
        return false;
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
