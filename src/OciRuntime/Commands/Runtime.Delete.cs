using System;
using OciRuntime.Cgroups;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Commands;

internal static unsafe partial class Runtime
{
    private const int DeathWait = 10_000; // ms that a killed process may take to end, as runc waits

    /// <summary>Removes a stopped container, or with <paramref name="force"/> any; runtime.md, Delete.</summary>
    public static void Delete(RuntimeOptions options, string id, bool force)
    {
        using Container? container = Container.TryOpen(options, id);
        if (container is null)
        {
            if (force) return;
            throw new ContainerException($"container does not exist: {id}", FailureCodes.NotFound);
        }
        // A create that hangs in a hook holds the lock; force is how one gets rid of it.
        if (!container.State.Lock(force ? 1_000 : DeathWait) && !force)
        {
            throw new ContainerException($"container {id} is busy: another ocirun command works on it");
        }
        if (!container.State.StillThere()) return;
        string status = container.Status;
        if (status != ContainerState.Stopped && !force)
        {
            throw new ContainerException($"cannot delete container {id} that is not stopped: {status}");
        }
        Destroy(options, container);
    }

    /// <summary>Ends and removes everything that create made or may have begun to make.</summary>
    internal static void Destroy(RuntimeOptions options, Container container)
    {
        Timings.Mark("end the processes");
        EndCreated(container);
        using (OwnedFd? pidfd = container.OpenPidFd())
        {
            if (pidfd is not null)
            {
                pidfd_send_signal(pidfd.Fd, SIGKILL, null, 0);
                ThawForKill(container);
                WaitForEnd(pidfd.Fd);
            }
        }
        RemoveAll(options, container);
    }

    /// <summary>Removes what is left when the container's first process has ended.</summary>
    private static void RemoveAll(RuntimeOptions options, Container container)
    {
        using ICgroupManager? cgroup = container.Cgroup();
        Timings.Mark("remove the cgroups");
        if (cgroup is not null && !cgroup.TryRemove() && !IsTaken(options, container.Record))
        {
            cgroup.Kill(SIGKILL);
            cgroup.Remove();
        }
        Timings.Mark("remove the state");
        LateHooks.Poststop(options, container);
        container.State.Remove();
    }

    /// <summary>Whether another container was given the same cgroup after this one had stopped: then it is that one's.</summary>
    private static bool IsTaken(RuntimeOptions options, ContainerRecord record)
    {
        foreach (string id in Ids(options))
        {
            if (id == record.Id) continue;
            try
            {
                using Container? other = Container.TryOpen(options, id);
                // Without a pid it is being created just now.
                bool lives = other is not null && (other.Record.Pid == 0 || other.IsAlive);
                if (lives && other!.Record.Cgroup is { } taken && record.Cgroup!.Overlaps(taken)) return true;
            }
            catch (Exception error) when (error is ContainerException or LinuxException)
            {
                options.Log.Debug($"load container {id}: {error.Message}");
            }
        }
        return false;
    }

    /// <summary>A process that awaits start ends when someone connects and leaves without the word: it may be known to nobody else.</summary>
    private static void EndCreated(Container container)
    {
        if (StartSocket.Exists(container.State)) StartSocket.Connect(container.State)?.Dispose();
    }

    private static void WaitForEnd(int pidfd)
    {
        Native.Abi.pollfd waiting;
        waiting.fd = pidfd;
        waiting.events = POLLIN;
        int ready;
        do ready = poll(&waiting, 1, DeathWait);
        while (ready == -1 && errno == Errno.EINTR);
    }
}
