using System;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Parent;

/// <summary>A process that waits in <c>AwaitStart</c>, held by pidfd; this process is its parent.</summary>
internal sealed unsafe class LaunchedProcess(int pid, OwnedFd pidfd, SyncChannel sync) : IDisposable
{
    /// <summary>Its pid as the runtime sees it.</summary>
    public int Pid => pid;

    /// <summary>Its pidfd.</summary>
    public int PidFd => pidfd.Fd;

    /// <summary>The channel to it.</summary>
    public SyncChannel Sync => sync;

    /// <summary>Kills and reaps it; for a launch that failed.</summary>
    public void Kill()
    {
        pidfd_send_signal(pidfd.Fd, SIGKILL, null, 0);
        Wait();
    }

    /// <summary>Reaps it.</summary>
    public ExitStatus Wait() => ChildProcess.Reap(pidfd.Fd, pid.ToString());

    /// <inheritdoc/>
    public void Dispose()
    {
        pidfd.Dispose();
        sync.Dispose();
    }
}
