using OciRuntime.Cgroups;
using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Commands;

/// <summary><c>ocirun kill</c>.</summary>
internal sealed unsafe class KillCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "kill";

    /// <inheritdoc/>
    public override string Summary => "send a signal to a container";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id> [signal]";

    /// <inheritdoc/>
    public override string Description =>
        """
        Sends the signal, SIGTERM where none is given, to the container's first process. It is a name with or
        without SIG in upper or lower case, or a number:

            # ocirun kill ubuntu01 KILL

        KILL ends every process of a container that has no PID namespace of its own. A container that was not started
        yet ends with each signal that asks a program to end.
        """;

    /// <inheritdoc/>
    public override int MaximumArguments => 2;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
            new(
                "all",
                OptionKind.Switch,
                "send the signal to every process of the container, also when the first one has ended"
            )
            {
                Alias = "a",
            },
            new("regex", OptionKind.Switch, "the id is an extended regular expression: each container that it matches")
            {
                Alias = "r",
            },
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        string name = options.Arguments.Count > 1 ? options.Arguments[1] : "";
        int signal = SignalName.Parse(name.Length > 0 ? name : "SIGTERM");
        RuntimeOptions runtime = global.ToRuntimeOptions();
        bool all = options.Switch("all");
        string id = options.Arguments[0];
        if (options.Switch("regex")) MatchingContainers.Each(runtime, id, one => Kill(runtime, one, signal, all));
        else Kill(runtime, id, signal, all);
        return 0;
    }

    /// <summary>
    /// Sends a signal to the init process, or with <paramref name="all"/> to every process of the container.
    /// </summary>
    /// <exception cref="ContainerException"><c>container not running</c>, as engines expect.</exception>
    private static void Kill(RuntimeOptions options, string id, int signal, bool all)
    {
        using Container container = Container.Open(options, id);
        // Without a pid namespace of its own the kernel ends no other process with the first one; runc 1.2 and later
        // also kill them all.
        if (all || (signal == SIGKILL && container.Record.SharesPids))
        {
            using ICgroupManager? cgroup = ContainerList.OwnCgroup(options, container);
            // After init has died this must not fail: containerd calls it to be sure (client-contract.md, 5).
            if (cgroup is not null) cgroup.Kill(signal);
            else SignalInit(container, signal);
            return;
        }
        if (EndsPrograms(signal) && StartSocket.Exists(container.State) && EndCreated(container)) return;
        if (!SignalInit(container, signal)) throw new ContainerException("container not running");
    }

    /// <summary>
    /// Whether a program that has not thought of the signal ends with it, signal(7), and runc's process that waits for
    /// start does.
    /// </summary>
    private static bool EndsPrograms(int signal) =>
        signal is SIGHUP or SIGINT or SIGQUIT or SIGILL or SIGTRAP or SIGABRT or SIGBUS or SIGFPE or SIGSEGV or SIGTERM
            or SIGSYS;

    /// <summary>
    /// Ends the process of a container that was not started: the first of a PID namespace, it does not get a signal
    /// that it has no handler for, pid_namespaces(7).
    /// </summary>
    /// <returns>False if it has been started by now.</returns>
    private static bool EndCreated(Container container)
    {
        // A start would make another program of it.
        if (!container.State.Lock(StateDirectory.BusyWait)) throw Container.Busy(container.Record.Id);
        bool created = StartSocket.Exists(container.State);
        if (created && !SignalInit(container, SIGKILL)) throw new ContainerException("container not running");
        container.State.Unlock();
        return created;
    }

    private static bool SignalInit(Container container, int signal)
    {
        using OwnedFd? pidfd = container.OpenPidFd();
        if (pidfd is null) return false;
        if (pidfd_send_signal(pidfd.Fd, signal, null, 0) == 0)
        {
            // A frozen process would not see SIGKILL on cgroup v1.
            if (signal == SIGKILL) ContainerRemoval.ThawForKill(container);
            return true;
        }
        if (errno == Errno.ESRCH) return false;
        throw new LinuxException("kill", container.Record.Pid.ToString(), errno);
    }
}
