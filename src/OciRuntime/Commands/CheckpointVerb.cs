using OciRuntime.CommandLine;
namespace OciRuntime.Commands;

/// <summary><c>ocirun checkpoint</c>.</summary>
internal sealed class CheckpointVerb : Verb
{
    /// <inheritdoc/>
    public override string Name => "checkpoint";

    /// <inheritdoc/>
    public override string Summary => "write the processes of a container to images";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description =>
        """
        Writes the processes of a running container, with their memory and all that they have open, to image files,
        and deletes the container; "ocirun restore" makes it again. The work is done by criu, which has to be installed.
        """;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
        .. CheckpointTable.Common,
        new("leave-running", OptionKind.Switch, "let the container go on"),
        new("pre-dump", OptionKind.Switch, "write only memory, for a checkpoint that follows, and let the container go on"),
        new("tcp-skip-in-flight", OptionKind.Switch, "leave out TCP connections that are being made"),
        new("link-remap", OptionKind.Switch, "allow unlinked files to be linked again for a while"),
        new("page-server", OptionKind.Text, "send memory to criu's page server at ADDRESS:PORT"),
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        Runtime.Checkpoint(global.ToRuntimeOptions(), CheckpointTable.Read(options, dump: true));
        return 0;
    }
}
