using OciRuntime.Attach;
using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Diagnostics;
using OciRuntime.Launch.Parent;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Commands;

/// <summary><c>ocirun run</c>.</summary>
internal sealed unsafe class RunCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "run";

    /// <inheritdoc/>
    public override string Summary => "create and start a container";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description =>
        """
        Does what "ocirun create" and "ocirun start" do, waits for the container to end, passes signals on to it,
        deletes it, and exits with its exit code: 128 and the signal's number where a signal ended it.
        """;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
        .. CreateOptionTable.Table,
        new("detach", OptionKind.Switch, "do not wait for the container to end") { Alias = "d" },
        new("keep", OptionKind.Switch, "do not delete the container when it has ended"),
        new("no-subreaper", OptionKind.Switch, "do not adopt processes whose parent ends"),
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        RunOptions run = new(
            CreateOptionTable.Read(options),
            options.Switch("detach"),
            options.Switch("keep"),
            options.Switch("no-subreaper")
        );
        return Run(global.ToRuntimeOptions(), run);
    }

    /// <summary>Creates and starts a container, and unless detached waits for it and removes it.</summary>
    /// <returns>The container's exit code, 128 and the signal's number, or 0 when detached.</returns>
    private static int Run(RuntimeOptions options, RunOptions run)
    {
        if (!run.Detach && !run.NoSubreaper) prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        using Creation creation = Creation.Begin(options, run.Create, run.Detach);
        using LaunchedProcess process = creation.Make(attached: true);
        Container container = new(creation.State, creation.Record);
        using NotifyProxy? notify = Start(options, creation, container, process, run.Detach,
            out ForegroundSignals? signals);
        using ForegroundSignals? _ = signals;
        creation.Unlock();
        PostHooks.PoststartOrRemove(options, container, creation.Hooks?.Poststart);
        if (run.Detach)
        {
            notify?.ForwardUntilReady(process.PidFd, process.Pid);
            return 0;
        }
        Timings.Mark("wait for the program");
        int code = signals!.ForwardUntilEnd(process, creation.Terminal, notify);
        creation.Report?.AwaitEnd(options.Log);
        if (!run.Keep) ContainerRemoval.LockAndRemove(options, container, kill: false);
        OwnedFd.LeaveToExit();
        return code;
    }

    /// <summary>Has the program executed; if it cannot be, the container is removed.</summary>
    private static NotifyProxy? Start(
        RuntimeOptions options,
        Creation creation,
        Container container,
        LaunchedProcess process,
        bool detach,
        out ForegroundSignals? signals
    )
    {
        NotifyProxy? notify = null;
        try
        {
            signals = detach ? null : new ForegroundSignals();
            notify = NotifySocket.Listen(creation.State, options.Log);
            creation.Terminal?.Open();
            WaitingProcess.Start(process, creation.State, creation.Record.Program);
            return notify;
        }
        catch
        {
            notify?.Dispose();
            process.Kill();
            ContainerRemoval.LockAndRemove(options, container, kill: false);
            throw;
        }
    }
}
