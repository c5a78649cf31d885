using OciRuntime.Launch.Parent;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
namespace OciRuntime.Create;

/// <summary>What failed after create: a startContainer hook, the filter that is loaded last, or execve(2).</summary>
internal static class StartFailure
{
    /// <summary>The error for what the container's process has sent over its connection.</summary>
    /// <param name="program">args[0].</param>
    /// <param name="message">The process' last message.</param>
    public static LaunchException From(string program, in SyncMessage message)
    {
        string reason = $"{Errno.Text(message.Errno)} ({Errno.Name(message.Errno)})";
        return new LaunchException(message.Phase switch
        {
            Phase.HookStatus => $"run startContainer hook: exit status {message.Detail}",
            Phase.HookExecute => $"run startContainer hook: {reason}",
            Phase.HookTimeout => "run startContainer hook: killed after its timeout",
            Phase.Execute => $"unable to start container process: exec {program}: {Errno.Text(message.Errno)}",
            _ => $"start container: operation {message.Value}: {reason}",
        }, message.Errno);
    }
}
