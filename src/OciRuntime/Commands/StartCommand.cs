using OciRuntime.Attach;
using OciRuntime.CommandLine;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Diagnostics;
using OciRuntime.Hooks;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Parent;
using OciRuntime.Native;
namespace OciRuntime.Commands;

/// <summary><c>ocirun start</c>.</summary>
internal sealed class StartCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "start";

    /// <inheritdoc/>
    public override string Summary => "start the program of a created container";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description =>
        "Lets the first process of a created container become the program of process.args.";

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        Start(global.ToRuntimeOptions(), options.Arguments[0]);
        return 0;
    }

    /// <summary>Lets the created process execute its program; runtime.md, Start.</summary>
    private static void Start(RuntimeOptions options, string id)
    {
        using Container container = Container.OpenLocked(options, id);
        string status = container.Status;
        if (status != ContainerState.Created)
        {
            throw new ContainerException(status switch
            {
                ContainerState.Stopped => "cannot start a container that has stopped",
                ContainerState.Running => "cannot start an already running container",
                _ => $"cannot start a container in the {status} state",
            });
        }
        Hook[]? poststart = PostHooks.ReadPoststart(container);
        using OwnedFd connection = StartSocket.Connect(container.State)
            ?? throw new ContainerException("cannot start a container that has stopped");
        using SyncChannel channel = new(connection);
        using NotifyProxy? notify = MarkStarted(container.State, options.Log, channel);
        channel.Send(SyncPoint.Start);
        // The lock is kept until then: a pause would stop the process on its way, and this command with it.
        // execve closes the connection: end of file is success.
        if (channel.Receive(out SyncMessage message, out OwnedFd? descriptor) && message.Point == SyncPoint.Failed)
        {
            using OwnedFd? evidence = descriptor;
            OcirunException failure = StartFailure.From(
                container.State,
                container.Record.Program,
                message,
                evidence,
                container.Record.Pid
            );
            // A hook that fails ends the container altogether (runtime.md, Lifecycle, 7); a program that cannot run
            // leaves it stopped.
            if (failure is HookException) ContainerRemoval.LockAndRemove(options, container, kill: true);
            throw failure;
        }
        container.State.Unlock();
        PostHooks.PoststartOrRemove(options, container, poststart);
        if (notify is not null) AwaitReady(container, notify);
    }

    /// <summary>
    /// Makes what only a started container has. If that fails, as on a filesystem that has become read-only, the
    /// process is told to wait for another start: the end of the connection alone would end it.
    /// </summary>
    private static NotifyProxy? MarkStarted(StateDirectory state, Log log, SyncChannel channel)
    {
        NotifyProxy? notify = null;
        try
        {
            notify = NotifySocket.Listen(state, log);
            StartSocket.Remove(state);
            return notify;
        }
        catch (LinuxException error)
        {
            channel.Send(SyncPoint.NotYet);
            notify?.Dispose();
            NotifySocket.Remove(state);
            error.Hint = "the container still waits for start";
            throw;
        }
    }

    /// <summary>What a service manager waits for, nobody else has to.</summary>
    private static void AwaitReady(Container container, NotifyProxy notify)
    {
        using OwnedFd? pidfd = container.OpenPidFd();
        if (pidfd is not null) notify.ForwardUntilReady(pidfd.Fd, container.Record.Pid);
    }
}
