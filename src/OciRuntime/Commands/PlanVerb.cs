using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
namespace OciRuntime.Commands;

/// <summary><c>ocirun plan</c>.</summary>
internal sealed class PlanVerb : Verb
{
    /// <inheritdoc/>
    public override string Name => "plan";

    /// <inheritdoc/>
    public override string Summary => "print what create would do with a bundle";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "[bundle]";

    /// <inheritdoc/>
    public override string Description =>
        """
        Compiles the bundle's config and prints the launch plan: every step between clone and exec in its order, with
        its operands and the config member that asks for it. Nothing is made, and no privilege is needed.

            # ocirun plan mybundle
        """;

    /// <inheritdoc/>
    public override int MinimumArguments => 0;

    /// <inheritdoc/>
    public override int MaximumArguments => 1;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
        new("bundle", OptionKind.Text, "the bundle's directory; without it the current one") { Alias = "b" },
        new("config", OptionKind.Text, "the config file, relative to the bundle; without it config.json") { Alias = "f" },
        new("no-pivot", OptionKind.Switch, "as for create"),
        new("no-new-keyring", OptionKind.Switch, "as for create"),
        new("preserve-fds", OptionKind.Number, "as for create") { Default = "0" },
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        string bundle = options.NonEmpty("bundle") ?? (options.Arguments.Count > 0 ? options.Arguments[0] : ".");
        CreateOptions create = new(
            Id: "plan", bundle, options.NonEmpty("config"), PidFile: null, ConsoleSocket: null, PidfdSocket: null,
            options.Switch("no-pivot"), options.Switch("no-new-keyring"), options.Number("preserve-fds"));
        Output.Write(PlanText.Of(global.ToRuntimeOptions(), create));
        return 0;
    }
}
