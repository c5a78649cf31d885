using OciRuntime.Cgroups;
using OciRuntime.CommandLine;
using OciRuntime.Containers;
namespace OciRuntime.Commands;

/// <summary><c>ocirun resume</c>.</summary>
internal sealed class ResumeCommand : Command
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
        Resume(global.ToRuntimeOptions(), options.Arguments[0]);
        return 0;
    }

    /// <summary>Lets a paused container go on.</summary>
    /// <exception cref="ContainerException">It is not paused.</exception>
    private static void Resume(RuntimeOptions options, string id)
    {
        using Container container = Container.OpenLocked(options, id);
        if (container.Status != ContainerState.Paused) throw new ContainerException("container not paused");
        using ICgroupManager cgroup = container.LiveCgroup();
        cgroup.Thaw();
    }
}
