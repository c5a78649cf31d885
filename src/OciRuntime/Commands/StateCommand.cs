using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
namespace OciRuntime.Commands;

/// <summary><c>ocirun state</c>.</summary>
internal sealed class StateCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "state";

    /// <inheritdoc/>
    public override string Summary => "print the state of a container";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description =>
        "Prints the container's state as JSON: the members that the runtime-spec asks for, and rootfs, created and "
        + "owner.";

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        ContainerStatus status = State(global.ToRuntimeOptions(), options.Arguments[0]);
        JsonText json = new(indent: 2);
        ContainerStatusJson.Append(json, status);
        Output.Write(json.ToString());
        return 0;
    }

    /// <summary>The state of a container.</summary>
    private static ContainerStatus State(RuntimeOptions options, string id)
    {
        using Container container = Container.Open(options, id);
        return container.Describe();
    }
}
