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
        if (path.StartsWith('@'))
            return Connect(path, UnixAddress.Abstract(path[1..], out uint length), length, type);
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
        sockaddr_un address = UnixAddress.InDirectory(directory.Fd, path[(slash + 1)..]);
        return Connect(path, address, (uint)sizeof(sockaddr_un), type);
    }

    private static OwnedFd Connect(string path, sockaddr_un address, uint length, int type)
    {
        OwnedFd connection = OwnedFd.From(socket(AF_UNIX, type | SOCK_CLOEXEC, 0), "socket", path);
        if (LibC.connect(connection.Fd, (Tmds.Linux.sockaddr*)&address, length) == 0) return connection;
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
    /// Sends <paramref name="descriptor"/> with <paramref name="bytes"/> on a connected socket;
    /// <paramref name="path"/> is for the error.
    /// </summary>
    public static void SendOn(int socket, int descriptor, byte[] bytes, string path)
    {
        // Safe: the array is pinned for the call.
        fixed (byte* data = bytes)
        {
            if (DescriptorMessage.Send(socket, descriptor, data, bytes.Length) == -1)
                LinuxException.Throw("sendmsg", path);
        }
    }

    /// <summary>Waits for the next message and returns its descriptor, or null if it has none.</summary>
    public static OwnedFd? Receive(int socket)
    {
        const int Longest = 256; // the text beside a terminal's descriptor is a name, or nothing
        byte* text = stackalloc byte[Longest];
        DescriptorMessage.Receive(socket, text, Longest, out int descriptor);
        return descriptor == -1 ? null : new OwnedFd(descriptor);
    }
}
