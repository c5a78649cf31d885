using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Native.Paths;
namespace OciRuntime.Commands;

/// <summary><c>ocirun plan</c>.</summary>
internal sealed class PlanCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "plan";

    /// <inheritdoc/>
    public override string Summary => "print what create would do with a bundle";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "[bundle] | --diff bundle bundle";

    /// <inheritdoc/>
    public override string Description =>
        """
        Compiles the bundle's config and prints the launch plan: every step between clone and exec in its order, with
        its operands and the config member that asks for it. Then what is not in the spec and ignored, what only the
        kernel can judge, and what this host lacks. Nothing is made, and no privilege is needed. The exit code is 0, or
        1 if create would fail for what the host lacks. With --diff, what two configs and their plans do not share; the
        exit code is then 1 if there is anything.

            # ocirun plan mybundle
            # ocirun plan --diff mybundle mybundle/other.json
        """;

    /// <inheritdoc/>
    public override int MinimumArguments => 0;

    /// <inheritdoc/>
    public override int MaximumArguments => 2;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
        .. BundleOptions.Table,
        new("no-pivot", OptionKind.Switch, "as for create"),
        new("no-new-keyring", OptionKind.Switch, "as for create"),
        new("preserve-fds", OptionKind.Number, "as for create") { Default = "0" },
        new("diff", OptionKind.Switch, "compare two bundles, or two config files"),
        new("format", OptionKind.Text, "text or json") { Alias = "o", Default = "text" },
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        bool json = BundleOptions.IsJson(options);
        RuntimeOptions runtime = global.ToReadOnlyOptions();
        bool diff = options.Switch("diff");
        int arguments = options.Arguments.Count;
        if (diff != (arguments == 2)) throw new UsageException("plan: --diff takes two bundles", ".");
        if (!diff)
        {
            PlanReport report = PlanReport.Make(runtime, Read(options, null));
            Output.Write(json ? report.ToJson() : report.ToText());
            return report.IsComplete ? 0 : 1;
        }
        // Before the first bundle becomes the current directory.
        string one = LexicalPath.Absolute(options.Arguments[0]), other = LexicalPath.Absolute(options.Arguments[1]);
        PlanDifference difference = PlanDifference.Find(runtime, Read(options, one), Read(options, other));
        Output.Write(json ? difference.ToJson() : difference.ToText());
        return difference.IsEmpty ? 0 : 1;
    }

    /// <summary>The options of create.</summary>
    /// <param name="options">What was given.</param>
    /// <param name="path">A bundle, or a config file in one; null for what the options name.</param>
    private CreateOptions Read(ParsedOptions options, string? path)
    {
        CreateOptions create = BundleOptions.Read(options, Name) with
        {
            NoPivot = options.Switch("no-pivot"),
            NoNewKeyring = options.Switch("no-new-keyring"),
            PreserveFds = options.Number("preserve-fds"),
        };
        if (path is null) return create;
        if (Native.Call.CheckDirectory(path) == 0) return create with { Bundle = path };
        int slash = path.LastIndexOf('/');
        return create with { Bundle = path[..(slash + 1)], ConfigPath = path };
    }
}
