using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
namespace OciRuntime.Commands;

/// <summary><c>ocirun delete</c>.</summary>
internal sealed class DeleteCommand : Command
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
        Delete(global.ToRuntimeOptions(), options.Arguments[0], options.Switch("force"));
        return 0;
    }

    /// <summary>Removes a stopped container, or with <paramref name="force"/> any; runtime.md, Delete.</summary>
    private static void Delete(RuntimeOptions options, string id, bool force)
    {
        using Container? container = Container.TryOpen(options, id);
        if (container is null)
        {
            if (force) return;
            throw new ContainerException($"container does not exist: {id}", FailureCodes.NotFound);
        }
        // A create that hangs in a hook holds the lock; force is how one gets rid of it.
        if (!container.State.Lock(force ? 1_000 : ContainerRemoval.DeathWait) && !force)
        {
            throw new ContainerException($"container {id} is busy: another ocirun command works on it");
        }
        if (!container.State.StillThere()) return;
        string status = container.Status;
        if (status != ContainerState.Stopped && !force)
        {
            throw new ContainerException($"cannot delete container {id} that is not stopped: {status}");
        }
        ContainerRemoval.KillAndRemove(options, container);
    }
}
