using OciRuntime.Config;
using OciRuntime.Hooks;
using OciRuntime.Native;
namespace OciRuntime.Containers;

/// <summary>
/// The hooks after start and after delete, from the config as create read it. Nobody holds the container's lock while a
/// hook runs: a hook may call any verb for its own container (docs/adr/0015-state-directory.md).
/// </summary>
internal static class PostHooks
{
    /// <summary>The poststart hooks, read before the program is started: if they cannot be read it is not.</summary>
    public static Hook[]? ReadPoststart(Container container) =>
        container.Record.HasPostHooks ? SpecReader.Parse(container.State.ReadConfig()).Hooks?.Poststart : null;

    /// <summary>
    /// Runs the poststart hooks when the program has been executed; if one fails the container is stopped and destroyed
    /// (runtime.md, Lifecycle, 9). The caller has given the lock back.
    /// </summary>
    /// <exception cref="OcirunException">One failed, or could not be run.</exception>
    public static void PoststartOrRemove(RuntimeOptions options, Container container, Hook[]? hooks)
    {
        try
        {
            HookRunner.Run(
                "poststart",
                hooks,
                HookStates.Make(container.Record, ContainerState.Running, container.Record.Pid)
            );
        }
        catch (OcirunException)
        {
            ContainerRemoval.LockAndRemove(options, container, kill: true);
            throw;
        }
    }

    /// <summary>
    /// Runs the poststop hooks of the saved config, when everything of the container but its state directory is gone; a
    /// failure is a warning (runtime.md, Lifecycle, 13). Gives the lock back for that time.
    /// </summary>
    /// <returns>Whether the lock is held again and the directory is still there to be removed.</returns>
    public static bool PoststopUnlocked(RuntimeOptions options, StateDirectory state, ContainerRecord record)
    {
        if (!record.HasPostHooks) return true;
        Hook[]? hooks = null;
        try
        {
            hooks = SpecReader.Parse(state.ReadConfig()).Hooks?.Poststop;
        }
        catch (OcirunException error)
        {
            options.Log.Warning(
                $"no poststop hook of container {record.Id} is run: its saved config cannot be read: {error.Message}"
            );
        }
        return PoststopUnlocked(options, state, record, hooks);
    }

    /// <summary>
    /// The same with hooks that are known, for a container whose creation ended once its hooks had begun; runtime.md,
    /// Lifecycle, 3 to 5.
    /// </summary>
    public static bool PoststopUnlocked(
        RuntimeOptions options,
        StateDirectory state,
        ContainerRecord record,
        Hook[]? hooks
    )
    {
        if (hooks is null or { Length: 0 }) return true;
        using OwnedFd? lives = TryMark(state, record);
        if (lives is not null)
            state.Unlock();
        foreach (
            OcirunException failure in HookRunner.RunAll(
                "poststop",
                hooks,
                HookStates.Make(record, ContainerState.Stopped, 0)
            )
        )
            options.Log.Warning(failure.Message);
        if (state.Lock(StateDirectory.BusyWait)) return state.IsLinked;
        options.Log.Warning($"the state of container {record.Id} is not removed: another ocirun command works on it");
        return false;
    }

    /// <summary>
    /// Shows to other verbs that poststop hooks run, so that the lock of the directory can be given back.
    /// </summary>
    /// <returns>
    /// Null if that is not possible: a create still holds the config's lock, whose hook hangs, or the record cannot be
    /// written, as where the filesystem is full. Then the hooks run under the lock of the directory; a container can be
    /// deleted without room for a file.
    /// </returns>
    private static OwnedFd? TryMark(StateDirectory state, ContainerRecord record)
    {
        record.RunsPoststopHooks = true;
        try
        {
            state.Replace(record);
            return state.TryLockForHooks();
        }
        catch (LinuxException)
        {
            return null;
        }
    }
}
