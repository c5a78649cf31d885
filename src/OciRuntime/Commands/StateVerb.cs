using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
namespace OciRuntime.Commands;

/// <summary><c>ocirun state</c>.</summary>
internal sealed class StateVerb : Verb
{
    /// <inheritdoc/>
    public override string Name => "state";

    /// <inheritdoc/>
    public override string Summary => "print the state of a container";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description =>
        "Prints the container's state as JSON: the members that the runtime-spec asks for, and rootfs, created and owner.";

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        ContainerStatus status = Runtime.State(global.ToRuntimeOptions(), options.Arguments[0]);
        JsonText json = new(indent: 2);
        StatusJson.Append(json, status);
        Output.Write(json.ToString());
        return 0;
    }
}
