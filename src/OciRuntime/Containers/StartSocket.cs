using System;
using System.Text;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Containers;

/// <summary>
/// <c>start.sock</c>: the created process listens, start connects and sends one message, and what fails from then on
/// comes
/// back over the same connection, which execve(2) closes (docs/adr/0008). That it is there means: created, not started.
/// </summary>
internal static unsafe class StartSocket
{
    private const string Name = "start.sock";

    /// <summary>Binds the socket in the state directory; the child accepts on it.</summary>
    public static OwnedFd Listen(StateDirectory state)
    {
        OwnedFd listener = OwnedFd.From(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), "socket", Name);
        sockaddr_un address = Address(state.Fd);
        if (bind(listener.Fd, &address, (uint)sizeof(sockaddr_un)) == -1) LinuxException.Throw("bind", Name);
        if (listen(listener.Fd, 1) == -1) LinuxException.Throw("listen", Name);
        return listener;
    }

    /// <summary>Connects to the created process.</summary>
    /// <returns>Null where no process listens any more.</returns>
    public static OwnedFd? Connect(StateDirectory state)
    {
        OwnedFd connection = OwnedFd.From(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), "socket", Name);
        sockaddr_un address = Address(state.Fd);
        if (connect(connection.Fd, &address, (uint)sizeof(sockaddr_un)) == 0) return connection;
        int error = errno;
        connection.Dispose();
        if (error is Errno.ECONNREFUSED or Errno.ENOENT) return null;
        throw new LinuxException("connect", Name, error);
    }

    /// <summary>Whether the container has not been started.</summary>
    public static bool Exists(StateDirectory state) => Call.Exists(state.Fd, Name);

    /// <summary>Marks the container as started.</summary>
    public static void Remove(StateDirectory state)
    {
        if (Call.unlinkat(state.Fd, Name, 0) == -1 && errno != Errno.ENOENT) LinuxException.Throw("unlink", Name);
    }

    /// <summary>
    /// The socket's name through the directory's descriptor: the directory's own path may be longer than the 108 bytes
    /// of unix(7).
    /// </summary>
    private static sockaddr_un Address(int directory)
    {
        sockaddr_un address = default;
        address.sun_family = AF_UNIX;
        string path = $"/proc/self/fd/{directory}/{Name}";
        // Safe: the name is far shorter than sun_path, which starts zeroed.
        Encoding.UTF8.GetBytes(path, new Span<byte>(address.sun_path, 108));
        return address;
    }
}
