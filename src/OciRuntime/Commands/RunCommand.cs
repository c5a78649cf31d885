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
            CreateOptionTable.Read(options), options.Switch("detach"), options.Switch("keep"), options.Switch("no-subreaper"));
        return Run(global.ToRuntimeOptions(), run);
    }

    /// <summary>Creates and starts a container, and unless detached waits for it and removes it.</summary>
    /// <returns>The container's exit code, 128 and the signal's number, or 0 when detached.</returns>
    private static int Run(RuntimeOptions options, RunOptions run)
    {
        if (!run.Detach && !run.NoSubreaper) prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        using Creation creation = Creation.Begin(options, run.Create, run.Detach);
        using LaunchedProcess process = creation.Make(attached: true);
        using ForegroundSignals? signals = run.Detach ? null : new ForegroundSignals();
        using NotifyProxy? notify = NotifySocket.Listen(creation.State, options.Log);
        try
        {
            creation.Terminal?.Open();
            WaitingProcess.Start(process, creation.State, creation.Record.Program);
        }
        catch
        {
            process.Kill();
            Forget(options, creation);
            throw;
        }
        if (creation.Record.HasLateHooks)
        {
            using Container container = Container.Open(options, run.Create.Id);
            LateHooks.PoststartOrRemove(options, container);
        }
        creation.Unlock();
        if (run.Detach)
        {
            notify?.ForwardUntilReady(process.PidFd, process.Pid);
            return 0;
        }
        Timings.Mark("wait for the program");
        int code = signals!.ForwardUntilEnd(process, creation.Terminal, notify);
        if (!run.Keep) Forget(options, creation);
        OwnedFd.LeaveToExit();
        return code;
    }

    /// <summary>Removes the container that this command made, unless somebody else has.</summary>
    private static void Forget(RuntimeOptions options, Creation creation)
    {
        // Somebody's delete may be at it: its poststop hooks are not to run twice.
        if (creation.State.Lock(ContainerRemoval.DeathWait) && creation.State.HasRecord) ContainerRemoval.RemoveStopped(options, new Container(creation.State, creation.Record));
    }
}
