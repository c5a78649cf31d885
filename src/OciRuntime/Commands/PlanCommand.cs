using OciRuntime.Cgroups;
using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Diagnostics;
using OciRuntime.Launch.Plan;
using OciRuntime.Rootfs;
namespace OciRuntime.Commands;

/// <summary><c>ocirun plan</c>.</summary>
internal sealed class PlanCommand : Command
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
            new("config", OptionKind.Text, "the config file, relative to the bundle; without it config.json")
            {
                Alias = "f",
            },
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
        Output.Write(Plan(global.ToReadOnlyOptions(), create));
        return 0;
    }

    /// <summary>
    /// Compiles the bundle's config, and gives the plan as text; nothing is made and no privilege is needed.
    /// </summary>
    private static string Plan(RuntimeOptions options, CreateOptions create)
    {
        Bundle bundle = Bundle.Open(options, create);
        PlannedMounts mounts = new(mayMakeNodes: !bundle.Host.Rootless);
        using ICgroupManager? cgroup = bundle.NewCgroup(options, create.Id);
        using LaunchInput input = new(options, create, bundle, bundle.NewRecord(create, null), cgroup)
        {
            Shown = mounts,
        };
        using LaunchPlan plan = new();
        PlanCompiler.Compile(input, plan);
        return PlanPrinter.Print(plan, mounts.Describe);
    }
}
