using OciRuntime.CommandLine;
using OciRuntime.Containers;
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
        Removes the cgroup, the mounts and the state of a container that has stopped, and runs its poststop hooks. Any
        other, also one that was created and not started, is refused unless --force is given.
        """;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
            new(
                "force",
                OptionKind.Switch,
                "kill what runs in the container first (SIGKILL); no error where there is no such container"
            )
            {
                Alias = "f",
            },
            new("regex", OptionKind.Switch, "the id is an extended regular expression: each container that it matches")
            {
                Alias = "r",
            },
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        RuntimeOptions runtime = global.ToRuntimeOptions();
        bool force = options.Switch("force");
        string id = options.Arguments[0];
        if (options.Switch("regex")) MatchingContainers.Each(runtime, id, one => Delete(runtime, one, force));
        else Delete(runtime, id, force);
        return 0;
    }

    /// <summary>Removes a stopped container, or with <paramref name="force"/> any; runtime.md, Delete.</summary>
    private static void Delete(RuntimeOptions options, string id, bool force)
    {
        ContainerId.Check(id);
        using StateDirectory? state = StateDirectory.TryOpen(options.Root, id);
        if (state is null)
        {
            if (force) return;
            throw Container.NotFound(id);
        }
        Lock(state, force);
        // Another delete has been faster.
        if (!state.IsLinked) return;
        if (state.Read(out string? damage) is { } record) Delete(options, Container.FromLocked(state, record), force);
        else DeleteWithoutRecord(options, state, damage, force);
    }

    private static void Delete(RuntimeOptions options, Container container, bool force)
    {
        if (container.Record.RunsPoststopHooks && !WaitForPoststop(options, container, force)) return;
        string status = container.Status;
        if (status != ContainerState.Stopped && !force)
        {
            throw new ContainerException(
                $"cannot delete container {container.Record.Id} that is not stopped: {status}"
            );
        }
        ContainerRemoval.KillAndRemove(options, container);
    }

    /// <summary>
    /// Waits for another delete that runs the poststop hooks. With force it is overtaken: each hook runs once.
    /// </summary>
    /// <returns>False if nothing is left to be done.</returns>
    private static bool WaitForPoststop(RuntimeOptions options, Container container, bool force)
    {
        const int Step = 10, ForcedWait = 1_000; // ms
        StateDirectory state = container.State;
        for (int waited = 0; state.RunsHooks(); waited += Step)
        {
            if (waited >= (force ? ForcedWait : StateDirectory.BusyWait))
            {
                if (!force) throw Container.Busy(container.Record.Id);
                options.Log.Warning($"container {container.Record.Id} is removed while its poststop hooks run");
                state.Remove();
                return false;
            }
            state.Unlock();
            Call.Sleep(Step);
            Lock(state, force);
            if (!state.IsLinked) return false;
        }
        return true;
    }

    private static void DeleteWithoutRecord(RuntimeOptions options, StateDirectory state, string? damage, bool force)
    {
        if (damage is not null && !force)
            throw Container.Damaged(state.Id, damage);
        if (damage is not null)
            options.Log.Warning(
                $"the state of container {state.Id} cannot be read: state.json {damage}: its cgroup and its "
                    + "processes are not found through it"
            );
        ContainerRemoval.RemoveWithoutRecord(state);
        if (!force) throw Container.NotFound(state.Id);
    }

    /// <summary>Takes the lock; with <paramref name="force"/> a verb that holds it for too long is ended.</summary>
    private static void Lock(StateDirectory state, bool force)
    {
        if (state.Lock(StateDirectory.BusyWait)) return;
        if (force && LockHolder.Kill(state) && state.Lock(StateDirectory.BusyWait)) return;
        throw Container.Busy(state.Id);
    }
}
