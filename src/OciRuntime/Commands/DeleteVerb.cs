using OciRuntime.CommandLine;
namespace OciRuntime.Commands;

/// <summary><c>ocirun delete</c>.</summary>
internal sealed class DeleteVerb : Verb
{
    /// <inheritdoc/>
    public override string Name => "delete";

    /// <inheritdoc/>
    public override string Summary => "remove a container and all that it holds";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description =>
        """
        Removes the cgroup, the mounts and the state of a container that has stopped or was never started, and runs
        its poststop hooks. A container that runs is refused unless --force is given.
        """;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
        new("force", OptionKind.Switch, "kill what runs in the container first (SIGKILL); no error where there is no such container") { Alias = "f" },
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        Runtime.Delete(global.ToRuntimeOptions(), options.Arguments[0], options.Switch("force"));
        return 0;
    }
}
