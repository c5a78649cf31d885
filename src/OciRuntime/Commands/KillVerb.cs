using OciRuntime.CommandLine;
namespace OciRuntime.Commands;

/// <summary><c>ocirun kill</c>.</summary>
internal sealed class KillVerb : Verb
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
        """;

    /// <inheritdoc/>
    public override int MaximumArguments => 2;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
        new("all", OptionKind.Switch, "send the signal to every process of the container, also when the first one has ended") { Alias = "a" },
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        string name = options.Arguments.Count > 1 ? options.Arguments[1] : "";
        int signal = SignalName.Parse(name.Length > 0 ? name : "SIGTERM");
        Runtime.Kill(global.ToRuntimeOptions(), options.Arguments[0], signal, options.Switch("all"));
        return 0;
    }
}
