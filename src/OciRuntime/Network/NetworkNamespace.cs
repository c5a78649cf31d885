using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Network;

/// <summary>
/// Sockets of other network namespaces: a socket stays in the one that it was made in, network_namespaces(7).
/// </summary>
internal static class NetworkNamespace
{
    private const string Ours = "/proc/thread-self/ns/net";

    /// <summary>The path of the namespace of process <paramref name="pid"/>.</summary>
    public static string PathOf(int pid) => $"/proc/{pid}/ns/net";

    /// <summary>socket(2) in the network namespace at <paramref name="path"/>, close-on-exec.</summary>
    /// <exception cref="LinuxException">The namespace cannot be opened or entered, or has no such sockets.</exception>
    public static OwnedFd Socket(string path, int domain, int type, int protocol)
    {
        using OwnedFd there = OwnedFd.From(HostPath.Open(path, O_RDONLY), "open", path),
            here = OwnedFd.From(HostPath.Open(Ours, O_RDONLY), "open", Ours);
        // setns(2) moves this thread only, and back again before anything else is done.
        if (setns(there.Fd, (int)CLONE_NEWNET) == -1) LinuxException.Throw("setns", path);
        int made = socket(domain, type | SOCK_CLOEXEC, protocol);
        int error = made == -1 ? errno : 0;
        if (setns(here.Fd, (int)CLONE_NEWNET) == -1) LinuxException.Throw("setns", Ours);
        return error == 0 ? new OwnedFd(made) : throw new LinuxException("socket", path, error);
    }
}
