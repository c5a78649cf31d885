using System;
using OciRuntime.Hooks;
using OciRuntime.Spec;

namespace OciRuntime.Lifecycle;

/// <summary>The hooks after start and after delete; a failure is a warning, the container goes its way (runtime.md, Lifecycle, 8 and 13).</summary>
internal static class LateHooks
{
    /// <summary>poststart, when the program has been executed.</summary>
    public static void Poststart(RuntimeOptions options, Container container) =>
        Run(options, container, "poststart", ContainerState.Running, container.Record.Pid);

    /// <summary>poststop, when everything of the container but its state directory is gone.</summary>
    public static void Poststop(RuntimeOptions options, Container container) =>
        Run(options, container, "poststop", ContainerState.Stopped, 0);

    private static void Run(RuntimeOptions options, Container container, string kind, string status, int pid)
    {
        if (!container.Record.HasLateHooks) return;
        Spec.Hooks? hooks = SpecReader.Parse(container.State.ReadConfig()).Hooks;
        State state = HookStates.Of(container.Record, status, pid);
        Hook[]? list = kind == "poststart" ? hooks?.Poststart : hooks?.Poststop;
        // Each of them runs, whatever became of those before it.
        foreach (Hook hook in list ?? [])
        {
            try
            {
                HookRunner.Run(kind, [hook], state);
            }
            catch (Exception error) when (error is HookException or Native.LinuxException)
            {
                options.Log.Warning(error.Message);
            }
        }
    }
}

/// <summary>The state that hooks read.</summary>
internal static class HookStates
{
    /// <summary>The spec's state of <paramref name="record"/>, with this status and pid.</summary>
    public static State Of(ContainerRecord record, string status, int pid) => new()
    {
        Version = record.OciVersion,
        ID = record.Id,
        Status = status,
        Pid = pid,
        Bundle = record.Bundle,
        Annotations = record.Annotations,
    };
}
