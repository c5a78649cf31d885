using System.Collections.Generic;
using OciRuntime.Checks;
using OciRuntime.CommandLine;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Diagnostics;
namespace OciRuntime.Commands;

/// <summary><c>ocirun check</c>.</summary>
internal sealed class CheckCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "check";

    /// <inheritdoc/>
    public override string Summary => "print whether this host has what containers need";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "[bundle]";

    /// <inheritdoc/>
    public override string Description =>
        """
        Prints one line for each thing that a container needs from this host: ok, limited or missing, what was found,
        and what to do about it. With a bundle only what its config needs, and whether it would start. The caller's own
        privileges count. The exit code is 0, or 1 if something that is needed is missing.

            # ocirun check
            # ocirun check mybundle
        """;

    /// <inheritdoc/>
    public override int MinimumArguments => 0;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
        .. BundleOptions.Table,
        new("format", OptionKind.Text, "text or json") { Alias = "o", Default = "text" },
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        bool json = BundleOptions.IsJson(options);
        bool named = options.Arguments.Count > 0 || options.NonEmpty("bundle") is not null
            || options.NonEmpty("config") is not null;
        RuntimeOptions runtime = global.ToReadOnlyOptions();
        List<SpecError> mistakes = [];
        Config.Spec? spec = named
            ? ConfigMistakes.Read(runtime, BundleOptions.Read(options, Name), out mistakes)
            : null;
        HostFacts host = new();
        CheckReport report = HostCheck.Run(
            new CheckTarget(spec, host, runtime.CgroupManager, runtime.Rootless ?? host.Rootless), mistakes);
        Output.Write(json ? ToJson(report, named) : ToText(report, named));
        return report.IsComplete ? 0 : 1;
    }

    private static string ToText(CheckReport report, bool named)
    {
        if (!named) return report.ToText();
        string outcome = report.IsComplete ? "the container would start\n" : "the container would not start\n";
        return report.ToText() + outcome;
    }

    private static string ToJson(CheckReport report, bool named)
    {
        JsonText json = new(indent: 2);
        json.BeginObject();
        json.Member(named ? "wouldStart" : "complete", report.IsComplete);
        report.Write(json);
        json.EndObject();
        return json + "\n";
    }
}
