using OciRuntime.Attach;
using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Diagnostics;
using OciRuntime.Exec;
using OciRuntime.Launch.Parent;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
namespace OciRuntime.Commands;

/// <summary><c>ocirun exec</c>.</summary>
internal sealed class ExecCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "exec";

    /// <inheritdoc/>
    public override string Summary => "run one more process in a container";

    /// <inheritdoc/>
    public override string ArgumentsUsage =>
        "<container-id> <command> [command options]  || -p process.json <container-id>";

    /// <inheritdoc/>
    public override string Description =>
        """
        Runs the command in the namespaces, cgroup and confinement of the container, as its user and with its
        environment unless the options say otherwise, and exits with its exit code. With --process everything
        comes from a file with a process object of the runtime-spec.
        """;

    /// <inheritdoc/>
    public override int MaximumArguments => int.MaxValue;

    /// <inheritdoc/>
    public override OptionsEnd End => OptionsEnd.AfterFirstArgument;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
            new(
                "console-socket",
                OptionKind.Text,
                "an AF_UNIX socket that receives the master end of the process' pseudoterminal"
            ),
        new("pidfd-socket", OptionKind.Text, "an AF_UNIX socket that receives a pidfd of the process"),
        new("cwd", OptionKind.Text, "the working directory in the container"),
        new("env", OptionKind.Texts, "one more environment variable, NAME=VALUE") { Alias = "e" },
        new("tty", OptionKind.Switch, "give it a terminal") { Alias = "t" },
        new("user", OptionKind.Text, "run it as <uid>[:<gid>]") { Alias = "u" },
        new("additional-gids", OptionKind.Texts, "one more group") { Alias = "g" },
        new("process", OptionKind.Text, "a file with the whole process") { Alias = "p" },
        new("detach", OptionKind.Switch, "do not wait for the process to end") { Alias = "d" },
        new("pid-file", OptionKind.Text, "the file to write the process' id to"),
        new("process-label", OptionKind.Text, "the SELinux label of the process"),
        new("apparmor", OptionKind.Text, "the AppArmor profile of the process"),
        new("no-new-privs", OptionKind.Switch, "set no_new_privs"),
        new("cap", OptionKind.Texts, "one more capability") { Alias = "c" },
            new("preserve-fds", OptionKind.Number, "how many descriptors after standard error the process gets")
            {
                Default = "0",
            },
        new("cgroup", OptionKind.Texts, "an existing cgroup below the container's, [<controller>:]<cgroup>"),
        new("seccomp-report", OptionKind.Text, "write the system calls that the seccomp filter refuses to this file"),
        new("ignore-paused", OptionKind.Switch, "also in a paused container: the process waits there until resume"),
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        ExecOptions exec = new()
        {
            Id = options.Arguments[0],
            ProcessFile = options.NonEmpty("process"),
            Args = options.Arguments.GetRange(1, options.Arguments.Count - 1).ToArray(),
            Cwd = options.NonEmpty("cwd"),
            Env = options.Values("env"),
            User = options.NonEmpty("user"),
            AdditionalGids = options.Values("additional-gids"),
            Capabilities = options.Values("cap"),
            Tty = options.Switch("tty"),
            Detach = options.Switch("detach"),
            NoNewPrivileges = options.OptionalSwitch("no-new-privs"),
            Apparmor = options.NonEmpty("apparmor"),
            ProcessLabel = options.NonEmpty("process-label"),
            PidFile = options.NonEmpty("pid-file") is { } pidFile ? LexicalPath.Absolute(pidFile) : null,
            ConsoleSocket = options.NonEmpty("console-socket"),
            PidfdSocket = options.NonEmpty("pidfd-socket"),
            Cgroups = options.Values("cgroup"),
            IgnorePaused = options.Switch("ignore-paused"),
            PreserveFds = options.Number("preserve-fds"),
            SeccompReport = options.NonEmpty("seccomp-report") is { } report ? LexicalPath.Absolute(report) : null,
        };
        return Exec(global.ToRuntimeOptions(), exec);
    }

    private const int ExecFailed = 255; // runc's exit code when there was no process to have one

    /// <summary>Runs one more process in a container.</summary>
    /// <returns>Its exit code, 128 and the signal's number, or 0 when detached.</returns>
    private static int Exec(RuntimeOptions options, ExecOptions exec)
    {
        try
        {
            using Container container = Container.Open(options, exec.Id);
            return Exec(options, exec, container);
        }
        catch (OcirunException error)
        {
            error.AddPrefix("exec failed: ");
            error.ExitCode = ExecFailed;
            throw;
        }
    }

    private static int Exec(RuntimeOptions options, ExecOptions exec, Container container)
    {
        Timings.Mark("read the process");
        using ExecLaunch execution = new(options, exec, container);
        using OwnedFd? pidfdSocket = exec.PidfdSocket is null ? null : DescriptorSocket.Connect(exec.PidfdSocket);
        using LaunchedProcess process = execution.Make();
        using ForegroundSignals? signals = exec.Detach ? null : new ForegroundSignals();
        try
        {
            execution.Terminal?.Open();
            WaitingProcess.Start(process, container.State, execution.Program);
            // Only now is it sure that there is a process: a failed exec leaves no pid file (client-contract.md, 9).
            if (exec.PidFile is not null)
                PidFile.Write(exec.PidFile, process.Pid);
            if (pidfdSocket is not null)
                DescriptorSocket.SendOn(pidfdSocket.Fd, process.PidFd, "pidfd"u8.ToArray(), exec.PidfdSocket!);
        }
        catch
        {
            process.Kill();
            throw;
        }
        Timings.Mark("wait for the program");
        int code = exec.Detach ? 0 : signals!.ForwardUntilEnd(process, execution.Terminal);
        if (!exec.Detach) execution.Report?.AwaitEnd(options.Log);
        OwnedFd.LeaveToExit();
        return code;
    }
}
