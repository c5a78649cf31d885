using System.Text.Json;
using OciRuntime.Config;
using OciRuntime.Native;
namespace OciRuntime.Create;

/// <summary>
/// Hands the notify descriptor to the agent at <c>listenerPath</c>; config-linux.md, Seccomp, The Container Process
/// State.
/// </summary>
internal static class SeccompListener
{
    /// <summary>Sends the descriptor with the container process state.</summary>
    /// <param name="spec">The container's config.</param>
    /// <param name="state">The container's state.</param>
    /// <param name="pid">The process that loaded the filter.</param>
    /// <param name="listener">The filter's notify descriptor.</param>
    public static void Send(Config.Spec spec, State state, int pid, OwnedFd listener)
    {
        LinuxSeccomp seccomp = spec.Linux!.Seccomp!;
        ContainerProcessState message = new()
        {
            Version = SpecVersion.Current,
            Fds = ["seccompFd"],
            Pid = pid,
            Metadata = seccomp.ListenerMetadata,
            State = state,
        };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(message, SpecJson.Default.ContainerProcessState);
        using OwnedFd connection = Connect(seccomp.ListenerPath!);
        DescriptorSocket.SendOn(connection.Fd, listener.Fd, json, seccomp.ListenerPath!);
    }

    private static OwnedFd Connect(string path)
    {
        try
        {
            return DescriptorSocket.Connect(path);
        }
        catch (OcirunException error)
        {
            error.AddPrefix("failed to connect with seccomp agent: ");
            throw;
        }
    }
}
