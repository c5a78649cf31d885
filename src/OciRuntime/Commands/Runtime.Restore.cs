using OciRuntime.Attach;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Launch.Parent;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Commands;

internal static unsafe partial class Runtime
{
    /// <summary>Makes a container of a checkpoint, and unless detached waits for it and removes it.</summary>
    /// <returns>The container's exit code, 128 and the signal's number, or 0 when detached.</returns>
    public static int Restore(RuntimeOptions options, RunOptions run, CheckpointOptions checkpoint)
    {
        if (!run.Detach && !run.NoSubreaper) prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        using Restoration restoration = Restoration.Begin(options, run.Create, checkpoint, run.Detach);
        LaunchedProcess process = restoration.Make();
        restoration.State.Unlock();
        if (run.Detach) return 0;
        using ForegroundSignals signals = new();
        restoration.Terminal?.Open();
        int code = signals.ForwardUntilEnd(process, restoration.Terminal);
        using Container? container = Container.TryOpen(options, run.Create.Id);
        if (container is not null && container.State.Lock(DeathWait) && container.State.StillThere()) Destroy(options, container);
        return code;
    }
}
