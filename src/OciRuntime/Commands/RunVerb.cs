using OciRuntime.CommandLine;
using OciRuntime.Containers;
namespace OciRuntime.Commands;

/// <summary><c>ocirun run</c>.</summary>
internal sealed class RunVerb : Verb
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
        .. BundleOptions.Table,
        new("detach", OptionKind.Switch, "do not wait for the container to end") { Alias = "d" },
        new("keep", OptionKind.Switch, "do not delete the container when it has ended"),
        new("no-subreaper", OptionKind.Switch, "do not adopt processes whose parent ends"),
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        RunOptions run = new(
            BundleOptions.Read(options), options.Switch("detach"), options.Switch("keep"), options.Switch("no-subreaper"));
        return Runtime.Run(global.ToRuntimeOptions(), run);
    }
}
