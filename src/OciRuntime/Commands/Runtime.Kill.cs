using OciRuntime.Cgroups;
using OciRuntime.Containers;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Commands;

internal static unsafe partial class Runtime
{
    /// <summary>Sends a signal to the init process, or with <paramref name="all"/> to every process of the container.</summary>
    /// <exception cref="ContainerException"><c>container not running</c>, as engines expect.</exception>
    public static void Kill(RuntimeOptions options, string id, int signal, bool all)
    {
        using Container container = Container.Open(options, id);
        if (all)
        {
            using ICgroupManager? cgroup = container.Cgroup();
            // After init has died this must not fail: containerd calls it to be sure (client-contract.md, 5).
            if (cgroup is { Exists: true }) cgroup.Kill(signal);
            else SignalInit(container, signal);
            return;
        }
        if (!SignalInit(container, signal)) throw new ContainerException("container not running");
    }

    private static bool SignalInit(Container container, int signal)
    {
        using OwnedFd? pidfd = container.OpenPidFd();
        if (pidfd is null) return false;
        if (pidfd_send_signal(pidfd.Fd, signal, null, 0) == 0)
        {
            // A frozen process would not see SIGKILL on cgroup v1.
            if (signal == SIGKILL) ThawForKill(container);
            return true;
        }
        if (errno == Errno.ESRCH) return false;
        throw new LinuxException("kill", container.Record.Pid.ToString(), errno);
    }

    private static void ThawForKill(Container container)
    {
        using ICgroupManager? cgroup = container.Cgroup();
        if (cgroup is not { Exists: true, IsFrozen: true }) return;
        try
        {
            cgroup.Thaw();
        }
        catch (LinuxException error) when (error.Errno is Errno.ENOENT or Errno.ENODEV)
        {
            // On v2 frozen processes die of SIGKILL, and systemd removes their cgroup at once.
        }
    }
}
