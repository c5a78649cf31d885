using OciRuntime.CommandLine;
namespace OciRuntime.Commands;

/// <summary><c>ocirun resume</c>.</summary>
internal sealed class ResumeVerb : Verb
{
    /// <inheritdoc/>
    public override string Name => "resume";

    /// <inheritdoc/>
    public override string Summary => "resume all processes of a paused container";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description =>
        "Lets the processes of a paused container go on.";

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        Runtime.Resume(global.ToRuntimeOptions(), options.Arguments[0]);
        return 0;
    }
}
