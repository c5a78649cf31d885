using System;
using OciRuntime.Containers;
using OciRuntime.Launch.Parent;
using OciRuntime.Native;
namespace OciRuntime.Create;

/// <summary>
/// The time in which hooks of a container run that is being created. The lock is given back, so that they can call
/// verbs
/// for their container and so that a hook that hangs does not keep <c>delete --force</c> out; the record has the pid,
/// and
/// the lock of the saved config shows that create is alive (docs/adr/0015-state-directory.md).
/// </summary>
internal sealed class CreateHooks(StateDirectory state, ContainerRecord record) : IDisposable
{
    private OwnedFd? lives;
    private bool lost;

    /// <summary>Records the process, and gives the lock back.</summary>
    public void Begin(int pid)
    {
        SetProcess(record, pid);
        record.RunsCreateHooks = true;
        state.Replace(record);
        lives = state.TryLockForHooks();
        // A verb looks at it just now: then the hooks run under the lock of the directory.
        if (lives is not null) state.Unlock();
    }

    /// <summary>Takes the lock again if it was given back.</summary>
    /// <returns>False if the container has been deleted, or another verb keeps the lock: then nothing of it is this
    /// create's any more.</returns>
    public bool End()
    {
        record.RunsCreateHooks = false;
        if (lives is null) return !lost;
        // A delete that has removed everything else, and runs the poststop hooks, will also remove the directory.
        lost = !state.Lock(StateDirectory.BusyWait) || state.Read(out _) is not { RunsPoststopHooks: false };
        Dispose();
        return !lost;
    }

    /// <summary>Puts the process into <paramref name="record"/>.</summary>
    /// <exception cref="LaunchException">It has ended.</exception>
    public static void SetProcess(ContainerRecord record, int pid)
    {
        if (record.Pid == pid)
            return;
        record.StartTime = ProcessIdentity.Read(pid)?.StartTime
            ?? throw new LaunchException("the container process ended right after it was created");
        record.Pid = pid;
    }

    /// <summary>The error of a create whose container is not its own any more.</summary>
    public static ContainerException Deleted(string id) =>
        new($"container {id} was deleted while it was being created");

    /// <inheritdoc/>
    public void Dispose()
    {
        lives?.Dispose();
        lives = null;
    }
}
