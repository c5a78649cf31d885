using OciRuntime.Attach;
using OciRuntime.Checkpoint;
using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Launch.Parent;
using OciRuntime.Native.Paths;
using OciRuntime.Restore;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Commands;

/// <summary><c>ocirun restore</c>.</summary>
internal sealed unsafe class RestoreCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "restore";

    /// <inheritdoc/>
    public override string Summary => "make a container of the images of a checkpoint";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description =>
        """
        Makes the container that the bundle describes, with the processes that "ocirun checkpoint" wrote, which go on
        where they were. Then it does what "ocirun run" does. The work is done by criu, which has to be installed.
        """;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
        .. CheckpointOptionTable.Common,
        new("bundle", OptionKind.Text, "the bundle's directory; without it the current one") { Alias = "b" },
            new(
                "console-socket",
                OptionKind.Text,
                "an AF_UNIX socket that receives the master end of the container's pseudoterminal"
            ),
        new("pid-file", OptionKind.Text, "the file to write the first process' id to"),
        new("detach", OptionKind.Switch, "do not wait for the container to end") { Alias = "d" },
        new("no-subreaper", OptionKind.Switch, "do not adopt processes whose parent ends"),
        // criu pivots by itself; and clients give a restore what they gave the checkpoint (go-runc)
            new("no-pivot", OptionKind.Switch, "taken, and without effect: criu changes the root in its own way")
            {
                Hidden = true,
            },
            new("pre-dump", OptionKind.Switch, "taken, and without effect: a restore has one meaning")
            {
                Hidden = true,
            },
        new("lsm-profile", OptionKind.Text, "TYPE:NAME of a security profile in place of that of the checkpoint"),
            new(
                "lsm-mount-context",
                OptionKind.Text,
                "an SELinux context of the mounts in place of that of the checkpoint"
            ),
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        CreateOptions create = new(
            options.Arguments[0],
            options.NonEmpty("bundle") ?? ".",
            ConfigPath: null,
            options.NonEmpty("pid-file") is { } pidFile ? LexicalPath.Absolute(pidFile) : null,
            options.NonEmpty("console-socket"),
            PidfdSocket: null,
            NoPivot: false,
            NoNewKeyring: true,
            PreserveFds: 0);
        RunOptions run = new(create, options.Switch("detach"), Keep: false, options.Switch("no-subreaper"));
        return Restore(global.ToRuntimeOptions(), run, CheckpointOptionTable.Read(options, dump: false));
    }

    /// <summary>Makes a container of a checkpoint, and unless detached waits for it and removes it.</summary>
    /// <returns>The container's exit code, 128 and the signal's number, or 0 when detached.</returns>
    private static int Restore(RuntimeOptions options, RunOptions run, CheckpointOptions checkpoint)
    {
        if (!run.Detach && !run.NoSubreaper) prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        using Restoration restoration = Restoration.Begin(options, run.Create, checkpoint, run.Detach);
        LaunchedProcess process = restoration.Make();
        restoration.State.Unlock();
        if (run.Detach) return 0;
        using ForegroundSignals signals = new();
        restoration.Terminal?.Open();
        int code = signals.ForwardUntilEnd(process, restoration.Terminal);
        ContainerRemoval.LockAndRemove(options, new Container(restoration.State, restoration.Record), kill: true);
        return code;
    }
}
