using OciRuntime.Config;
using OciRuntime.Hooks;
using OciRuntime.Native;
namespace OciRuntime.Containers;

/// <summary>The hooks after start and after delete, from the config as create read it.</summary>
internal static class LateHooks
{
    /// <summary>Runs the poststart hooks; if one fails the container is stopped and destroyed (runtime.md, Lifecycle, 9).</summary>
    /// <exception cref="HookException">One failed.</exception>
    public static void PoststartOrRemove(RuntimeOptions options, Container container)
    {
        try
        {
            Poststart(container);
        }
        catch (HookException)
        {
            ContainerRemoval.KillAndRemove(options, container);
            throw;
        }
    }

    /// <summary>poststart, when the program has been executed; runtime.md, Lifecycle, 9.</summary>
    /// <exception cref="HookException">One failed: the container is to be stopped and destroyed.</exception>
    private static void Poststart(Container container) =>
        HookRunner.Run("poststart", Saved(container)?.Poststart, HookStates.Make(container.Record, ContainerState.Running, container.Record.Pid));

    /// <summary>poststop, when everything of the container but its state directory is gone; each runs, and a failure is a warning: runtime.md, Lifecycle, 13.</summary>
    public static void Poststop(RuntimeOptions options, Container container) =>
        Poststop(options, container.Record, Saved(container)?.Poststop);

    /// <summary>The same for a container whose creation ended once its hooks had begun; runtime.md, Lifecycle, 3 to 5.</summary>
    public static void Poststop(RuntimeOptions options, ContainerRecord record, Hook[]? hooks)
    {
        foreach (OcirunException failure in HookRunner.RunAll("poststop", hooks, HookStates.Make(record, ContainerState.Stopped, 0)))
            options.Log.Warning(failure.Message);
    }

    private static Config.Hooks? Saved(Container container) =>
        container.Record.HasLateHooks ? SpecReader.Parse(container.State.ReadConfig()).Hooks : null;
}

/// <summary>
/// The runtime's own hooks before the program. They read <c>created</c>: the environment is there, which is what the spec calls
/// so (runtime.md, State: after step 2), what crun says and what the OCI suite wants; runc says <c>creating</c>.
/// </summary>
internal static class EarlyHooks
{
    /// <summary>prestart and createRuntime; runtime.md, Lifecycle, 3 and 4.</summary>
    /// <exception cref="HookException">One failed: the container is to be undone.</exception>
    public static void Run(ContainerRecord record, Config.Hooks? hooks, int pid)
    {
        State now = HookStates.Make(record, ContainerState.Created, pid);
#pragma warning disable CS0618 // prestart is deprecated, and Docker's network comes through it
        HookRunner.Run("prestart", hooks?.Prestart, now);
#pragma warning restore CS0618
        HookRunner.Run("createRuntime", hooks?.CreateRuntime, now);
    }
}

/// <summary>The state that hooks read.</summary>
internal static class HookStates
{
    /// <summary>The spec's state of <paramref name="record"/>, with this status and pid.</summary>
    public static State Make(ContainerRecord record, string status, int pid) => new()
    {
        Version = record.OciVersion,
        ID = record.Id,
        Status = status,
        Pid = pid,
        Bundle = record.Bundle,
        Annotations = record.Annotations,
    };
}
