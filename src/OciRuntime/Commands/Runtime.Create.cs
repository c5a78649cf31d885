using OciRuntime.Attach;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Diagnostics;
using OciRuntime.Launch.Parent;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Commands;

internal static unsafe partial class Runtime
{
    /// <summary>Makes a container whose process awaits start; runtime.md, Create.</summary>
    public static void Create(RuntimeOptions options, CreateOptions create)
    {
        using Creation creation = Creation.Begin(options, create, detached: true);
        using LaunchedProcess process = creation.Make(attached: false);
        process.Sync.Send(SyncPoint.Created);
    }

    /// <summary>Creates and starts a container, and unless detached waits for it and removes it.</summary>
    /// <returns>The container's exit code, 128 and the signal's number, or 0 when detached.</returns>
    public static int Run(RuntimeOptions options, RunOptions run)
    {
        if (!run.Detach && !run.NoSubreaper) prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        using Creation creation = Creation.Begin(options, run.Create, run.Detach);
        using LaunchedProcess process = creation.Make(attached: true);
        using ForegroundSignals? signals = run.Detach ? null : new ForegroundSignals();
        using NotifyProxy? notify = NotifySocket.Listen(creation.State, options.Log);
        try
        {
            creation.Terminal?.Open();
            Release(process, creation.Record.Program);
        }
        catch
        {
            process.Kill();
            Forget(options, creation);
            throw;
        }
        if (creation.Record.HasLateHooks)
        {
            using Container container = Container.Open(options, run.Create.Id);
            Poststart(options, container);
        }
        creation.Unlock();
        if (run.Detach)
        {
            notify?.ForwardUntilReady(process.PidFd, process.Pid);
            return 0;
        }
        Timings.Mark("wait for the program");
        int code = signals!.ForwardUntilEnd(process, creation.Terminal, notify);
        if (!run.Keep) Forget(options, creation);
        OwnedFd.LeaveToExit();
        return code;
    }

    /// <summary>Says the word and hears whether execve worked: the sync socket is closed by it.</summary>
    private static void Release(LaunchedProcess process, string program)
    {
        Timings.Mark("execute the program");
        process.Sync.Send(SyncPoint.Start);
        if (process.Sync.Receive(out SyncMessage message, out OwnedFd? descriptor) && message.Point == SyncPoint.Failed)
        {
            descriptor?.Dispose();
            throw StartFailure(program, message);
        }
    }

    /// <summary>Removes the container that <see cref="Run"/> made, unless somebody else has.</summary>
    private static void Forget(RuntimeOptions options, Creation creation)
    {
        // Somebody's delete may be at it: its poststop hooks are not to run twice.
        if (creation.State.Lock(DeathWait) && creation.State.HasRecord) RemoveAll(options, new Container(creation.State, creation.Record));
    }
}
