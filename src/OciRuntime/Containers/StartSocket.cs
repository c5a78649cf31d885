using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Containers;

/// <summary>
/// <c>start.sock</c>: the created process listens, start connects and sends one message, and what fails from then on
/// comes back over the same connection, which execve(2) closes (docs/adr/0008). That it is there means: created, not
/// started.
/// </summary>
internal static unsafe class StartSocket
{
    private const string Name = "start.sock";

    /// <summary>Binds the socket in the state directory; the child accepts on it.</summary>
    public static OwnedFd Listen(StateDirectory state)
    {
        OwnedFd listener = OwnedFd.From(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), "socket", Name);
        sockaddr_un address = UnixAddress.InDirectory(state.Fd, Name);
        bool bound = LibC.bind(listener.Fd, (Tmds.Linux.sockaddr*)&address, sizeof(sockaddr_un)) == 0;
        if (bound && LibC.listen(listener.Fd, 1) == 0) return listener;
        int error = errno;
        listener.Dispose();
        throw new LinuxException(bound ? "listen" : "bind", Name, error);
    }

    /// <summary>Connects to the created process.</summary>
    /// <param name="state">The container's directory.</param>
    /// <param name="flags">SOCK_NONBLOCK: does not wait for a process that takes no more connections, as a frozen one.
    /// </param>
    /// <returns>Null where no process listens any more, or where it would have to be waited for.</returns>
    public static OwnedFd? Connect(StateDirectory state, int flags = 0)
    {
        OwnedFd connection = OwnedFd.From(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | flags, 0), "socket", Name);
        sockaddr_un address = UnixAddress.InDirectory(state.Fd, Name);
        if (LibC.connect(connection.Fd, (Tmds.Linux.sockaddr*)&address, sizeof(sockaddr_un)) == 0) return connection;
        int error = errno;
        connection.Dispose();
        if (error is Errno.ECONNREFUSED or Errno.ENOENT or Errno.EAGAIN) return null;
        throw new LinuxException("connect", Name, error);
    }

    /// <summary>Whether the container has not been started.</summary>
    public static bool Exists(StateDirectory state) => Call.Exists(state.Fd, Name);

    /// <summary>The same of container <paramref name="id"/> below <paramref name="root"/>.</summary>
    public static bool Exists(OwnedFd root, string id) => Call.Exists(root.Fd, $"{id}/{Name}");

    /// <summary>Marks the container as started.</summary>
    public static void Remove(StateDirectory state)
    {
        if (Call.unlinkat(state.Fd, Name, 0) == -1 && errno != Errno.ENOENT)
            LinuxException.Throw("unlink", $"{state.Id}/{Name}");
    }
}
