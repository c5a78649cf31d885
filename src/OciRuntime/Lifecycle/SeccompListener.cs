using System.Text.Json;
using OciRuntime.Native;
using OciRuntime.Spec;

namespace OciRuntime.Lifecycle;

/// <summary>Hands the notify descriptor to the agent at <c>listenerPath</c>; config-linux.md, Seccomp, The Container Process State.</summary>
internal static class SeccompListener
{
    /// <summary>Sends the descriptor with the container process state.</summary>
    public static void Send(Spec.Spec spec, ContainerRecord record, int pid, OwnedFd listener)
    {
        LinuxSeccomp seccomp = spec.Linux!.Seccomp!;
        ContainerProcessState state = new()
        {
            Version = spec.Version,
            Fds = ["seccompFd"],
            Pid = pid,
            Metadata = seccomp.ListenerMetadata,
            State = HookStates.Of(record, ContainerState.Creating, pid),
        };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(state, SpecJson.Default.ContainerProcessState);
        using OwnedFd connection = DescriptorSocket.Connect(seccomp.ListenerPath!);
        DescriptorSocket.SendOn(connection.Fd, listener.Fd, json, seccomp.ListenerPath!);
    }
}
