using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Resctrl;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Containers;

/// <summary>Ends what runs in a container, and removes everything that create made or may have begun to make.</summary>
internal static unsafe class ContainerRemoval
{
    /// <summary>How long a killed process may take to end, in ms; runc's delete waits as long.</summary>
    public const int EndTimeout = 10_000;

    /// <summary>
    /// In ms; most killed processes have ended long before, and one that has not may have been frozen again meanwhile.
    /// </summary>
    private const int Promptly = 200;

    /// <summary>
    /// Kills the processes of <paramref name="container"/>, whatever its state, and removes it. The caller has its
    /// lock.
    /// </summary>
    public static void KillAndRemove(RuntimeOptions options, Container container)
    {
        Timings.Mark("end the processes");
        EndCreated(container.State);
        using (OwnedFd? pidfd = container.OpenPidFd())
        {
            if (pidfd is not null)
            {
                pidfd_send_signal(pidfd.Fd, SIGKILL, null, 0);
                ThawForKill(container);
                if (!WaitForEnd(pidfd.Fd, Promptly)) KillInCgroup(container);
                WaitForEnd(pidfd.Fd, EndTimeout);
            }
        }
        RemoveStopped(options, container);
    }

    /// <summary>Removes what is left when the container's first process has ended. The caller has its lock.</summary>
    public static void RemoveStopped(RuntimeOptions options, Container container)
    {
        using ICgroupManager? cgroup = container.Cgroup();
        Timings.Mark("remove the cgroups");
        if (cgroup is not null && !cgroup.TryRemove() && !ContainerList.HasCgroupOf(options, container.Record))
        {
            cgroup.Kill(SIGKILL);
            cgroup.Remove();
        }
        if (container.Record.Resctrl is { } groups) new ResctrlGroup(groups).Remove();
        Timings.Mark("remove the state");
        if (PostHooks.PoststopUnlocked(options, container.State, container.Record)) container.State.Remove();
    }

    /// <summary>
    /// Removes a state directory whose record is damaged or was never written. What the record would lead to is not
    /// found, but for a process that waits for start.
    /// </summary>
    public static void RemoveWithoutRecord(StateDirectory state)
    {
        EndCreated(state);
        state.Remove();
    }

    /// <summary>Removes the container again if this process still may: unless a delete has been faster.</summary>
    /// <param name="options">The global options.</param>
    /// <param name="container">The container, whose lock was given back.</param>
    /// <param name="kill">Its processes may still run.</param>
    public static void LockAndRemove(RuntimeOptions options, Container container, bool kill)
    {
        if (!container.State.Lock(StateDirectory.BusyWait))
        {
            options.Log.Warning($"container {container.Record.Id} is not removed: another ocirun command works on it");
            return;
        }
        // A delete that runs the poststop hooks removes the directory itself.
        if (
            container.Record.HasPostHooks
                ? container.State.Read(out _) is not { RunsPoststopHooks: false }
                : !container.State.HasRecord
        )
            return;
        if (kill)
            KillAndRemove(options, container);
        else
            RemoveStopped(options, container);
    }

    /// <summary>
    /// Makes SIGKILL, which was sent, end the container's first process if it is frozen: on cgroup v1 a frozen process
    /// does
    /// not see it, and the container itself may have frozen a cgroup below its own.
    /// </summary>
    public static void ThawForKill(Container container)
    {
        using ICgroupManager? cgroup = container.Cgroup();
        if (cgroup is not { Exists: true }) return;
        try
        {
            if (cgroup.HoldsBackKill) cgroup.Kill(SIGKILL);
            else if (cgroup.IsFrozen) cgroup.Thaw();
        }
        catch (LinuxException error) when (error.Errno is Errno.ENOENT or Errno.ENODEV)
        {
            // On v2 frozen processes die of SIGKILL, and systemd removes their cgroup at once.
        }
    }

    /// <summary>
    /// A process that waits for start ends when somebody connects and closes the connection without a message. After a
    /// create that was killed nobody else may know of it.
    /// </summary>
    private static void EndCreated(StateDirectory state)
    {
        if (StartSocket.Exists(state)) StartSocket.Connect(state, SOCK_NONBLOCK)?.Dispose();
    }

    /// <summary>
    /// Ends every process in the container's cgroups, frozen or not: also those that could freeze the others meanwhile.
    /// </summary>
    private static void KillInCgroup(Container container)
    {
        using ICgroupManager? cgroup = container.Cgroup();
        if (cgroup is { Exists: true }) cgroup.Kill(SIGKILL);
    }

    /// <returns>Whether it has ended.</returns>
    private static bool WaitForEnd(int pidfd, int milliseconds)
    {
        Native.Abi.pollfd waiting;
        waiting.fd = pidfd;
        waiting.events = POLLIN;
        int ready;
        do ready = poll(&waiting, 1, milliseconds);
        while (ready == -1 && errno == Errno.EINTR);
        return ready > 0;
    }
}
