using OciRuntime.Config;
using OciRuntime.Hooks;

namespace OciRuntime.Containers;

/// <summary>
/// The runtime's own hooks before the program. They read <c>created</c>: the environment is there, which is what the
/// spec calls
/// so (runtime.md, State: after step 2), what crun says and what the OCI suite wants; runc says <c>creating</c>.
/// </summary>
internal static class CreateRuntimeHooks
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
