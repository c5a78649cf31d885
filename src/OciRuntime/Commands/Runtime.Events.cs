using System;
using System.Collections.Generic;
using OciRuntime.Cgroups;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Commands;

internal static unsafe partial class Runtime
{
    /// <summary>Writes one line with what each container uses; without <paramref name="ids"/>, each that has processes.</summary>
    public static void Stats(RuntimeOptions options, string[]? ids)
    {
        if (ids is not null)
        {
            StatsOfEach(options, ids);
            return;
        }
        foreach (ContainerStatus status in List(options))
        {
            if (status.Status is ContainerState.Stopped or ContainerState.Creating) continue;
            try
            {
                Output.Write(StatsOf(options, status.Id));
            }
            catch (Exception error) when (error is ContainerException)
            {
                // It ended between the list and here.
                options.Log.Debug($"read the use of container {status.Id}: {error.Message}");
            }
        }
    }

    /// <summary>One that cannot be read does not hide the others: the error comes when all have had their turn.</summary>
    private static void StatsOfEach(RuntimeOptions options, string[] ids)
    {
        List<Exception> errors = [];
        foreach (string id in ids)
        {
            try
            {
                Output.Write(StatsOf(options, id));
            }
            catch (Exception error) when (error is ContainerException or LinuxException)
            {
                errors.Add(error);
            }
        }
        if (errors.Count == 1) throw errors[0];
        if (errors.Count > 1) throw new ContainerException(string.Join("; ", errors.ConvertAll(static error => error.Message)));
    }

    private static string StatsOf(RuntimeOptions options, string id)
    {
        using Container container = Container.Open(options, id);
        using ICgroupManager cgroup = RunningCgroup(container);
        return StatsText.Of(id, cgroup.Stats());
    }

    /// <summary>Writes a line each <paramref name="interval"/> milliseconds and when memory runs out, until the container ends.</summary>
    public static void Events(RuntimeOptions options, string id, int interval)
    {
        using Container container = Container.Open(options, id);
        using ICgroupManager cgroup = RunningCgroup(container);
        using OwnedFd init = container.OpenPidFd() ?? throw NotRunning(id);
        using OomWatch? oom = cgroup.WatchOom();
        // Safe: two entries, indexed by 0 and 1 only, and poll(2) is told so.
        pollfd* waiting = stackalloc pollfd[2];
        waiting[0].fd = init.Fd;
        waiting[0].events = POLLIN;
        waiting[1].fd = oom?.Fd ?? -1;
        waiting[1].events = POLLIN;
        long next = Environment.TickCount64 + interval;
        while (true)
        {
            waiting[0].revents = waiting[1].revents = 0;
            int ready = poll(waiting, 2, (int)Math.Max(0, next - Environment.TickCount64));
            if (ready == -1 && errno != Errno.EINTR) LinuxException.Throw("poll", id);
            // Also at the end: what ended the container may have been this.
            for (ulong count = oom?.Take() ?? 0; count > 0; count--) Output.Write(StatsText.Oom(id));
            if (ready > 0 && waiting[0].revents != 0) return;
            if (Environment.TickCount64 < next) continue;
            Output.Write(StatsText.Of(id, cgroup.Stats()));
            next = Environment.TickCount64 + interval;
        }
    }

    private static ICgroupManager RunningCgroup(Container container)
    {
        if (container.Status is ContainerState.Stopped or ContainerState.Creating) throw NotRunning(container.Record.Id);
        return LiveCgroup(container);
    }

    private static ContainerException NotRunning(string id) => new($"container with id {id} is not running");
}
