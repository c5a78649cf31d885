using OciRuntime.CommandLine;
namespace OciRuntime.Commands;

/// <summary><c>ocirun events</c>.</summary>
internal sealed class EventsVerb : Verb
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
        if (all && !options.Switch("stats")) throw new UsageException("--all needs --stats", ": --all needs --stats");
        if (all != (options.Arguments.Count == 0)) throw new UsageException("ocirun: \"events\" requires container ids, or --stats --all", ".");
        if (options.Switch("stats"))
        {
            Runtime.Stats(global.ToRuntimeOptions(), all ? null : options.Arguments.ToArray());
            return 0;
        }
        if (options.Arguments.Count > 1) throw new UsageException("ocirun: \"events\" requires exactly 1 argument(s) without --stats", ".");
        string text = options.NonEmpty("interval") ?? "5s";
        if (!Duration.TryParse(text, out int interval)) throw new UsageException($"invalid value for interval: `{text}`", $": invalid value \"{text}\" for flag --interval");
        if (interval <= 0) throw new UsageException("duration interval must be greater than 0", ".");
        Runtime.Events(global.ToRuntimeOptions(), options.Arguments[0], interval);
        return 0;
    }
}
