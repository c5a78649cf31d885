using OciRuntime.Cgroups;
using OciRuntime.CommandLine;
using OciRuntime.Containers;
namespace OciRuntime.Commands;

/// <summary><c>ocirun pause</c>.</summary>
internal sealed class PauseCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "pause";

    /// <inheritdoc/>
    public override string Summary => "suspend all processes of a container";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description =>
        "Suspends every process of the container, also such as start meanwhile. Until `ocirun resume` the container "
        + "is in the state paused.";

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        Pause(global.ToRuntimeOptions(), options.Arguments[0]);
        return 0;
    }

    /// <summary>Suspends every process of a container.</summary>
    /// <exception cref="ContainerException">It is not running.</exception>
    private static void Pause(RuntimeOptions options, string id)
    {
        using Container container = Container.OpenLocked(options, id);
        string status = container.Status;
        if (status is not (ContainerState.Running or ContainerState.Created))
            throw new ContainerException($"container not running: {status}");
        using ICgroupManager cgroup = container.LiveCgroup();
        cgroup.Freeze();
    }
}
