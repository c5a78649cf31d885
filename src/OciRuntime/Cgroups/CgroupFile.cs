using System;
using System.Text;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups;

/// <summary>Files and folders of the cgroup filesystems, which only root or a delegate can change.</summary>
internal static unsafe class CgroupFile
{
    /// <summary>The whole file as text.</summary>
    public static string Read(string path)
    {
        using OwnedFd file = OwnedFd.From(Open(path, O_RDONLY), "open", path);
        byte[] bytes = new byte[4096];
        int length = 0;
        while (true)
        {
            if (length == bytes.Length) Array.Resize(ref bytes, bytes.Length * 2);
            nint got;
            // Safe: the array is pinned for the call and the length is what is left of it.
            fixed (byte* data = bytes) got = read(file.Fd, data + length, (nuint)(bytes.Length - length));
            if (got == -1 && errno == Errno.EINTR) continue;
            if (got == -1) LinuxException.Throw("read", path);
            if (got == 0) return Encoding.UTF8.GetString(bytes, 0, length);
            length += (int)got;
        }
    }

    /// <summary>Writes <paramref name="value"/> in one write(2); the error names file and value.</summary>
    public static void Write(string path, string value)
    {
        int error = TryWrite(path, value);
        if (error != 0) throw new LinuxException($"write `{value}` to", path, error);
    }

    /// <summary>Writes <paramref name="value"/>.</summary>
    /// <returns>0 or the errno.</returns>
    public static int TryWrite(string path, string value)
    {
        int fd = Open(path, O_WRONLY);
        if (fd == -1) return errno;
        using OwnedFd file = new(fd);
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        while (true)
        {
            nint wrote;
            // Safe: the array is pinned for the call.
            fixed (byte* data = bytes) wrote = write(fd, data, (nuint)bytes.Length);
            if (wrote == -1 && errno == Errno.EINTR) continue;
            return wrote == -1 ? errno : 0;
        }
    }

    /// <summary>mkdir(2) with the missing parents, nearest first: mostly only the last is missing.</summary>
    public static void MakeFolder(string path)
    {
        fixed (byte* text = Bytes(path))
        {
            if (mkdirat(AT_FDCWD, text, 0x1ED /* 0755 */) == 0 || errno == Errno.EEXIST) return;
        }
        if (errno != Errno.ENOENT) LinuxException.Throw("mkdir", path);
        MakeFolder(path[..path.LastIndexOf('/')]);
        fixed (byte* text = Bytes(path))
        {
            if (mkdirat(AT_FDCWD, text, 0x1ED /* 0755 */) == -1 && errno != Errno.EEXIST) LinuxException.Throw("mkdir", path);
        }
    }

    /// <summary>rmdir(2).</summary>
    /// <returns>0 or the errno.</returns>
    public static int RemoveFolder(string path)
    {
        fixed (byte* text = Bytes(path)) return unlinkat(AT_FDCWD, text, AT_REMOVEDIR) == 0 ? 0 : errno;
    }

    /// <summary>Whether <paramref name="path"/> exists.</summary>
    public static bool Exists(string path)
    {
        fixed (byte* text = Bytes(path)) return faccessat2(AT_FDCWD, text, F_OK, 0) == 0;
    }

    /// <summary>open(2), close-on-exec.</summary>
    /// <returns>The descriptor, or -1 with errno set.</returns>
    public static int Open(string path, int flags)
    {
        fixed (byte* text = Bytes(path)) return open(text, flags | O_CLOEXEC, 0);
    }

    private static byte[] Bytes(string path)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, bytes);
        return bytes;
    }
}
