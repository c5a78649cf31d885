using OciRuntime.CommandLine;
namespace OciRuntime.Commands;

/// <summary><c>ocirun start</c>.</summary>
internal sealed class StartVerb : Verb
{
    /// <inheritdoc/>
    public override string Name => "start";

    /// <inheritdoc/>
    public override string Summary => "start the program of a created container";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description => "Lets the first process of a created container become the program of process.args.";

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        Runtime.Start(global.ToRuntimeOptions(), options.Arguments[0]);
        return 0;
    }
}
