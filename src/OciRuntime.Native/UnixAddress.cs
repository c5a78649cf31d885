using System;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>Addresses of Unix sockets, unix(7).</summary>
public static unsafe class UnixAddress
{
    /// <summary>Bytes of sun_path, unix(7); a path also needs its NUL.</summary>
    public const int LongestPath = 108;

    /// <summary>The address of the socket at <paramref name="path"/>.</summary>
    /// <exception cref="LinuxException">ENAMETOOLONG: the path does not fit.</exception>
    public static sockaddr_un FromPath(string path)
    {
        if (KernelText.ByteCount(path) >= LongestPath)
            throw new LinuxException("use as a socket's address", path, Errno.ENAMETOOLONG);
        sockaddr_un address = default;
        address.sun_family = AF_UNIX;
        // Safe: the length was checked, and the rest of sun_path is zero.
        KernelText.Encode(path, new Span<byte>(address.sun_path, LongestPath));
        return address;
    }

    /// <summary>
    /// The address of <paramref name="name"/> in the directory that <paramref name="directory"/> is a
    /// descriptor of: the directory's own path may be too long.
    /// </summary>
    public static sockaddr_un InDirectory(int directory, string name) => FromPath($"/proc/self/fd/{directory}/{name}");

    /// <summary>The abstract address <paramref name="name"/>, and its length, which is part of it.</summary>
    /// <exception cref="LinuxException">ENAMETOOLONG: the name does not fit.</exception>
    public static sockaddr_un Abstract(string name, out uint length)
    {
        int bytes = KernelText.ByteCount(name) + 1;
        if (bytes > LongestPath) throw new LinuxException("use as a socket's address", "@" + name, Errno.ENAMETOOLONG);
        sockaddr_un address = default;
        address.sun_family = AF_UNIX;
        // Safe: the length was checked; the first byte stays 0.
        KernelText.Encode(name, new Span<byte>(address.sun_path + 1, LongestPath - 1));
        length = (uint)(sizeof(ushort) + bytes);
        return address;
    }
}
