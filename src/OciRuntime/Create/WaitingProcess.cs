using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Parent;
using OciRuntime.Native;
namespace OciRuntime.Create;

/// <summary>
/// A process that this command has made and that waits for start on its own connection: that of <c>run</c> or
/// <c>exec</c>.
/// </summary>
internal static class WaitingProcess
{
    /// <summary>
    /// Tells <paramref name="process"/> to execute its program, and returns when execve(2) has closed the connection.
    /// </summary>
    /// <exception cref="LaunchException">The program, or a hook before it, could not be executed.</exception>
    public static void Start(LaunchedProcess process, StateDirectory state, string program)
    {
        Timings.Mark("execute the program");
        process.Sync.Send(SyncPoint.Start);
        if (process.Sync.Receive(out SyncMessage message, out OwnedFd? descriptor) && message.Point == SyncPoint.Failed)
        {
            using (descriptor) throw StartFailure.From(state, program, message, descriptor, process.Pid);
        }
    }
}
