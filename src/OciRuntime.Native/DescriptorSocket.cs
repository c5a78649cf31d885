using System;
using System.Text;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>
/// Unix sockets of the caller that take one descriptor: <c>--console-socket</c>, <c>--pidfd-socket</c>, seccomp's
/// listenerPath.
/// </summary>
public static unsafe class DescriptorSocket
{
    /// <summary>
    /// Connects to the socket at <paramref name="path"/>; one that begins with <c>@</c> is an abstract name, unix(7).
    /// </summary>
    public static OwnedFd Connect(string path, int type = SOCK_STREAM)
    {
        if (path.StartsWith('@')) return Connect(path, '\0' + path[1..], type);
        int slash = path.LastIndexOf('/');
        string parent =
            slash < 0 ? "."
            : slash == 0 ? "/"
            : path[..slash];
        using OwnedFd directory = OwnedFd.From(
            Call.openat(AT_FDCWD, parent, O_PATH | O_DIRECTORY | O_CLOEXEC),
            "open",
            parent
        );
        // Through the parent's descriptor: the path itself may be longer than the 108 bytes of unix(7).
        return Connect(path, $"/proc/self/fd/{directory.Fd}/{path[(slash + 1)..]}\0", type);
    }

    private static OwnedFd Connect(string path, string address, int type)
    {
        byte[] name = KernelText.Encode(address);
        if (name.Length > 108) throw new LinuxException("connect", path, Errno.ENAMETOOLONG);
        sockaddr_un socketAddress = default;
        socketAddress.sun_family = AF_UNIX;
        // Safe: the length was checked against sun_path's 108 bytes.
        name.CopyTo(new Span<byte>(socketAddress.sun_path, 108));
        OwnedFd connection = OwnedFd.From(socket(AF_UNIX, type | SOCK_CLOEXEC, 0), "socket", path);
        if (connect(connection.Fd, &socketAddress, (uint)(sizeof(ushort) + name.Length)) == 0) return connection;
        int error = errno;
        connection.Dispose();
        throw new LinuxException("connect", path, error);
    }

    /// <summary>
    /// Connects, sends <paramref name="descriptor"/> with <paramref name="text"/>, and closes the connection.
    /// </summary>
    public static void Send(string path, int descriptor, string text)
    {
        using OwnedFd connection = Connect(path);
        SendOn(connection.Fd, descriptor, Encoding.UTF8.GetBytes(text), path);
    }

    /// <summary>
    /// Sends <paramref name="descriptor"/> with <paramref name="bytes"/> on a connected socket, unix(7), SCM_RIGHTS.
    /// </summary>
    public static void SendOn(int socket, int descriptor, byte[] bytes, string path)
    {
        const int Space = 24; // CMSG_SPACE(sizeof(int)), cmsg(3)
        byte* control = stackalloc byte[Space];
        new Span<byte>(control, Space).Clear();
        cmsghdr* header = (cmsghdr*)control;
        header->cmsg_len = 20;
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        *(int*)(control + 16) = descriptor;
        // Safe: everything pointed to lives on this stack or is pinned until the call returns.
        fixed (byte* data = bytes)
        {
            iovec vector;
            vector.iov_base = data;
            vector.iov_len = (nuint)bytes.Length;
            msghdr message = default;
            message.msg_iov = &vector;
            message.msg_iovlen = 1;
            message.msg_control = control;
            message.msg_controllen = Space;
            if (sendmsg(socket, &message, MSG_NOSIGNAL) == -1) LinuxException.Throw("sendmsg", path);
        }
    }
}
