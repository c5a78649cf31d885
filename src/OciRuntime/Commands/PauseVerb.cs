using OciRuntime.CommandLine;
namespace OciRuntime.Commands;

/// <summary><c>ocirun pause</c>.</summary>
internal sealed class PauseVerb : Verb
{
    /// <inheritdoc/>
    public override string Name => "pause";

    /// <inheritdoc/>
    public override string Summary => "suspend all processes of a container";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description =>
        "Suspends every process of the container, also such as start meanwhile. Until `ocirun resume` the container is in the state paused.";

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        Runtime.Pause(global.ToRuntimeOptions(), options.Arguments[0]);
        return 0;
    }
}
