using System;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Attach;

/// <summary>
/// The service manager's socket of sd_notify(3), where the caller has one: the container gets a socket of its own at
/// /run/notify/notify.sock, as in runc, and what comes over it goes on in the runtime's name.
/// </summary>
internal static unsafe class NotifySocket
{
    private const string DirectoryName = StateDirectory.NotifyDirectory;
    private const string Name = StateDirectory.NotifySocketName;
    private const string Inside = "/run/notify";

    /// <summary>The service manager's address; null where there is none.</summary>
    public static string? Host =>
        Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 } address ? address : null;

    /// <summary>Makes the socket's directory and gives it to the container.</summary>
    public static void AddTo(Config.Spec spec, StateDirectory state, string root)
    {
        if (Host is null || spec.Process is null) return;
        if (Call.mkdirat(state.Fd, DirectoryName, 0x1ED /* 0755 */) == -1) LinuxException.Throw("mkdir", DirectoryName);
        AddMount(spec, state, root);
        spec.Process.Env = [.. spec.Process.Env ?? [], $"NOTIFY_SOCKET={Inside}/{Name}"];
    }

    /// <summary>Puts the mount that create added into the config as it was saved, which does not have it.</summary>
    public static void Recall(Config.Spec spec, StateDirectory state, string root)
    {
        if (Call.Exists(state.Fd, DirectoryName)) AddMount(spec, state, root);
    }

    private static void AddMount(Config.Spec spec, StateDirectory state, string root)
    {
        Mount mount = new()
        {
            Destination = Inside,
            Type = "bind",
            Source = $"{root}/{state.Id}/{DirectoryName}",
            Options = ["bind", "nosuid", "noexec", "nodev", "ro"],
        };
        spec.Mounts = [.. spec.Mounts ?? [], mount];
    }

    /// <summary>
    /// Begins to listen for the container; null where the caller has no service manager, or had none at create.
    /// </summary>
    public static NotifyProxy? Listen(StateDirectory state, Log log)
    {
        if (Host is not { } host || !Call.Exists(state.Fd, DirectoryName)) return null;
        OwnedFd listener = OwnedFd.From(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket", Name);
        sockaddr_un address = UnixAddress.InDirectory(state.Fd, $"{DirectoryName}/{Name}");
        if (
            LibC.bind(listener.Fd, (Tmds.Linux.sockaddr*)&address, sizeof(sockaddr_un)) == -1
            || Call.fchmodat(
                state.Fd,
                $"{DirectoryName}/{Name}",
                0x1FF /* 0777: the container's users are others */
            ) == -1
        )
        {
            int error = errno;
            listener.Dispose();
            throw new LinuxException("bind", $"{DirectoryName}/{Name}", error);
        }
        return new NotifyProxy(listener, host, log);
    }

    /// <summary>Removes the socket's name, so that another start can listen.</summary>
    public static void Remove(StateDirectory state) => Call.unlinkat(state.Fd, $"{DirectoryName}/{Name}", 0);
}
