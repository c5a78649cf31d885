using OciRuntime.CommandLine;
using OciRuntime.Create;
namespace OciRuntime.Commands;

/// <summary><c>ocirun exec</c>.</summary>
internal sealed class ExecVerb : Verb
{
    /// <inheritdoc/>
    public override string Name => "exec";

    /// <inheritdoc/>
    public override string Summary => "run one more process in a container";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id> <command> [command options]  || -p process.json <container-id>";

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
        new("console-socket", OptionKind.Text, "an AF_UNIX socket that receives the master end of the process' pseudoterminal"),
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
        new("preserve-fds", OptionKind.Number, "how many descriptors after standard error the process gets") { Default = "0" },
        new("cgroup", OptionKind.Texts, "an existing cgroup below the container's, [<controller>:]<cgroup>"),
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
            Env = options.Texts("env"),
            User = options.NonEmpty("user"),
            AdditionalGids = options.Texts("additional-gids"),
            Capabilities = options.Texts("cap"),
            Tty = options.Switch("tty"),
            Detach = options.Switch("detach"),
            NoNewPrivileges = options.OptionalSwitch("no-new-privs"),
            Apparmor = options.NonEmpty("apparmor"),
            ProcessLabel = options.NonEmpty("process-label"),
            PidFile = options.NonEmpty("pid-file") is { } pidFile ? StateRoot.Clean(pidFile) : null,
            ConsoleSocket = options.NonEmpty("console-socket"),
            PidfdSocket = options.NonEmpty("pidfd-socket"),
            Cgroups = options.Texts("cgroup"),
            IgnorePaused = options.Switch("ignore-paused"),
            PreserveFds = options.Number("preserve-fds"),
        };
        return Runtime.Exec(global.ToRuntimeOptions(), exec);
    }
}
