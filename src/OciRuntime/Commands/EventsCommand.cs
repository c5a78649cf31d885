using System;
using System.Collections.Generic;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Resctrl;
using OciRuntime.Cgroups.Stats;
using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Commands;

/// <summary><c>ocirun events</c>.</summary>
internal sealed unsafe class EventsCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "events";

    /// <inheritdoc/>
    public override string Summary => "show what a container uses, and when its memory runs out";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id> [container-id...]";

    /// <inheritdoc/>
    public override string Description =>
        """
        Prints JSON, one object on a line: at each interval what the container uses, and at once that its memory has
        run out, until the container ends. With --stats it prints what each of the containers uses, once.
        """;

    /// <inheritdoc/>
    public override int MinimumArguments => 0;

    /// <inheritdoc/>
    public override int MaximumArguments => int.MaxValue;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
        new("interval", OptionKind.Text, "the time between two lines, as in 500ms, 5s, 1m") { Default = "5s" },
        new("stats", OptionKind.Switch, "print once what the containers use, and exit"),
        new("all", OptionKind.Switch, "with --stats: every container that has processes") { Alias = "a" },
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        bool all = options.Switch("all");
        if (all && !options.Switch("stats"))
            throw new UsageException("--all needs --stats", ": --all needs --stats");
        if (all != (options.Arguments.Count == 0))
            throw new UsageException("ocirun: \"events\" requires container ids, or --stats --all", ".");
        if (options.Switch("stats"))
        {
            Stats(global.ToRuntimeOptions(), all ? null : options.Arguments.ToArray());
            return 0;
        }
        if (options.Arguments.Count > 1)
            throw new UsageException("ocirun: \"events\" requires exactly 1 argument(s) without --stats", ".");
        string text = options.NonEmpty("interval") ?? "5s";
        if (!Duration.TryParse(text, out int interval))
            throw new UsageException(
                $"invalid value for interval: `{text}`",
                $": invalid value \"{text}\" for flag --interval"
            );
        if (interval <= 0)
            throw new UsageException("duration interval must be greater than 0", ".");
        Events(global.ToRuntimeOptions(), options.Arguments[0], interval);
        return 0;
    }

    /// <summary>
    /// Writes one line with what each container uses; without <paramref name="ids"/>, each that has processes.
    /// </summary>
    private static void Stats(RuntimeOptions options, string[]? ids)
    {
        if (ids is not null)
        {
            StatsOfEach(options, ids);
            return;
        }
        foreach (ContainerStatus status in ContainerList.Read(options))
        {
            if (status.Status is ContainerState.Stopped or ContainerState.Creating) continue;
            try
            {
                Output.Write(StatsOf(options, status.Id));
            }
            catch (OcirunException error) when (HasVanished(error))
            {
                // It ended between the list and here.
                options.Log.Debug($"read the use of container {status.Id}: {error.Message}");
            }
        }
    }

    /// <summary>
    /// One that cannot be read does not hide the others: the error comes when all have had their turn.
    /// </summary>
    private static void StatsOfEach(RuntimeOptions options, string[] ids)
    {
        List<OcirunException> errors = [];
        foreach (string id in ids)
        {
            try
            {
                Output.Write(StatsOf(options, id));
            }
            catch (OcirunException error)
            {
                errors.Add(error);
            }
        }
        if (errors.Count == 1)
            throw errors[0];
        if (errors.Count > 1)
            throw new OcirunException(
                string.Join("; ", errors.ConvertAll(static error => error.Message)),
                errors[0].Code
            );
    }

    /// <summary>
    /// Whether <paramref name="error"/> is what reading a container says that has ended, or whose cgroup is being
    /// removed.
    /// </summary>
    private static bool HasVanished(OcirunException error) =>
        error is ContainerException || error is { Errno: Errno.ENOENT or Errno.ENODEV or Errno.ESRCH };

    private static string StatsOf(RuntimeOptions options, string id)
    {
        using Container container = Container.Open(options, id);
        using ICgroupManager? cgroup = RunningCgroup(container);
        return StatsLine(container, cgroup);
    }

    /// <summary>
    /// Writes a line each <paramref name="interval"/> milliseconds and when memory runs out, until the container ends.
    /// </summary>
    private static void Events(RuntimeOptions options, string id, int interval)
    {
        using Container container = Container.Open(options, id);
        using ICgroupManager? cgroup = RunningCgroup(container);
        using OwnedFd init = container.OpenPidFd() ?? throw NotRunning(id);
        using OomWatch? oom = cgroup?.WatchOom();
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
            for (ulong count = oom?.Take() ?? 0; count > 0; count--) Output.Write(EventJson.Oom(id));
            if (ready > 0 && waiting[0].revents != 0) return;
            if (Environment.TickCount64 < next) continue;
            WriteStats(container, cgroup);
            next = Environment.TickCount64 + interval;
        }
    }

    /// <summary>
    /// Writes one line; nothing of a cgroup that is being removed: its processes have ended, as the caller sees next.
    /// </summary>
    private static void WriteStats(Container container, ICgroupManager? cgroup)
    {
        try
        {
            Output.Write(StatsLine(container, cgroup));
        }
        catch (LinuxException error) when (HasVanished(error))
        {
        }
    }

    private static string StatsLine(Container container, ICgroupManager? cgroup) =>
        EventJson.Stats(
            container.Record.Id,
            cgroup?.Stats() ?? new CgroupStats(),
            container.Record.Resctrl is { } groups ? ResctrlStats.Read(groups) : null
        );

    /// <summary>Null without a cgroup: then all that comes from there is 0, as in runc.</summary>
    private static ICgroupManager? RunningCgroup(Container container)
    {
        if (container.Status is ContainerState.Stopped or ContainerState.Creating)
            throw NotRunning(container.Record.Id);
        return container.HasCgroup ? container.LiveCgroup() : null;
    }

    private static ContainerException NotRunning(string id) => new($"container with id {id} is not running");
}
