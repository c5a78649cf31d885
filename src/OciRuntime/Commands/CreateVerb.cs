using OciRuntime.CommandLine;
using OciRuntime.Containers;
namespace OciRuntime.Commands;

/// <summary><c>ocirun create</c>.</summary>
internal sealed class CreateVerb : Verb
{
    /// <inheritdoc/>
    public override string Name => "create";

    /// <inheritdoc/>
    public override string Summary => "create a container";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description =>
        """
        Makes the container that the bundle describes: its namespaces, cgroup, root filesystem and first process,
        which waits until "ocirun start" lets it become the program of process.args.
        """;

    /// <inheritdoc/>
    public override Option[] Options => BundleOptions.Table;

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        CreateOptions create = BundleOptions.Read(options);
        Runtime.Create(global.ToRuntimeOptions(), create);
        return 0;
    }
}
