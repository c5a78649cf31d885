using System;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>
/// Whole small files: configuration, /proc, /sys, cgroup files. No stream, no thread, no buffer kept.
/// </summary>
public static unsafe class FileBytes
{
    // what most configurations and every file of /proc and cgroups stay below
    private const int FirstSize = 8192;

    // A config.json of a hundred thousand mounts has half of it; what never ends, such as /dev/zero, does at this
    // point.
    internal const int Largest = 64 << 20;

    /// <summary>The file at <paramref name="path"/> below <paramref name="directory"/> (or AT_FDCWD).</summary>
    /// <exception cref="LinuxException">It cannot be opened or read.</exception>
    public static byte[] ReadAll(int directory, string path) =>
        TryReadAll(directory, path) ?? throw new LinuxException("open", path, Errno.ENOENT);

    /// <summary>As <see cref="ReadAll"/>, but null where there is no such file.</summary>
    /// <exception cref="LinuxException">It is there and cannot be opened or read.</exception>
    public static byte[]? TryReadAll(int directory, string path)
    {
        CString name = new(path, stackalloc byte[CString.StackSize]);
        int fd;
        // Safe: the name is pinned for the call and ends with a NUL.
        fixed (byte* start = name) fd = openat(directory, start, O_RDONLY | O_CLOEXEC, 0);
        if (fd == -1 && errno == Errno.ENOENT) return null;
        using OwnedFd file = OwnedFd.From(fd, "open", path);
        bool known = !path.StartsWith("/proc/", StringComparison.Ordinal);
        return known && SizeOf(file.Fd) is > 0 and int size ? ReadSized(file.Fd, path, size) : ReadToEnd(file.Fd, path);
    }

    /// <summary>Bytes that a regular file says it has; 0 for what is made as one reads it, as in /proc.</summary>
    private static int SizeOf(int fd)
    {
        statx facts;
        byte nothing = 0;
        // Safe: an empty, terminated path; the kernel fills the structure.
        if (statx(fd, &nothing, AT_EMPTY_PATH, STATX_TYPE | STATX_SIZE, &facts) == -1) return 0;
        return (facts.stx_mode & S_IFMT) == S_IFREG && facts.stx_size <= Largest ? (int)facts.stx_size : 0;
    }

    internal static byte[] ReadSized(int fd, string name, int size)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(size);
        int length = 0;
        while (length < size)
        {
            nint got;
            // Safe: the array is pinned for the call and the length is what is left of it.
            fixed (byte* start = bytes) got = read(fd, start + length, (nuint)(size - length));
            if (got == 0) return bytes[..length];
            if (got > 0) length += (int)got;
            else if (errno != Errno.EINTR) LinuxException.Throw("read", name);
        }
        return bytes;
    }

    /// <summary>What is left in <paramref name="fd"/>; <paramref name="name"/> is for the error.</summary>
    /// <exception cref="LinuxException">read(2) failed.</exception>
    [System.Runtime.CompilerServices.SkipLocalsInit] // of the buffer only what was read is looked at
    public static byte[] ReadToEnd(int fd, string name)
    {
        // Most files fit, and then the heap gets no more than their bytes.
        Span<byte> room = stackalloc byte[FirstSize];
        byte[]? larger = null;
        int length = 0;
        while (true)
        {
            if (length == room.Length)
            {
                if (length >= Largest) throw new LinuxException("read", name, Errno.EFBIG);
                Array.Resize(ref larger, room.Length * 2);
                if (room.Length == FirstSize) room.CopyTo(larger);
                room = larger;
            }
            nint got;
            // Safe: the span is pinned for the call and the length is what is left of it.
            fixed (byte* start = room) got = read(fd, start + length, (nuint)(room.Length - length));
            if (got == 0) return room[..length].ToArray();
            if (got > 0) length += (int)got;
            else if (errno != Errno.EINTR) LinuxException.Throw("read", name);
        }
    }

    /// <summary>
    /// Writes to a file that exists, in one write(2), which /proc, /sys and cgroup files take as one value.
    /// </summary>
    /// <exception cref="LinuxException">It cannot be opened, or refused the value.</exception>
    public static void Write(int directory, string path, ReadOnlySpan<byte> bytes)
    {
        CString name = new(path, stackalloc byte[CString.StackSize]);
        int fd;
        // Safe: the name is pinned for the call and ends with a NUL.
        fixed (byte* start = name) fd = openat(directory, start, O_WRONLY | O_CLOEXEC, 0);
        using OwnedFd file = OwnedFd.From(fd, "open", path);
        WriteAll(file.Fd, path, bytes);
    }

    /// <summary>
    /// Writes all of <paramref name="bytes"/> to <paramref name="fd"/>; <paramref name="name"/> is for the error.
    /// </summary>
    /// <exception cref="LinuxException">write(2) failed.</exception>
    public static void WriteAll(int fd, string name, ReadOnlySpan<byte> bytes)
    {
        do
        {
            nint wrote;
            // Safe: the span is pinned for the call.
            fixed (byte* start = bytes) wrote = write(fd, start, (nuint)bytes.Length);
            if (wrote >= 0) bytes = bytes[(int)wrote..];
            else if (errno != Errno.EINTR) LinuxException.Throw("write", name);
        }
        while (!bytes.IsEmpty);
    }

    /// <summary>The names in a directory but <c>.</c> and <c>..</c>, each ended by a NUL.</summary>
    public static byte[] ListNames(int directory)
    {
        byte[] names = [];
        int used = 0;
        lseek(directory, 0, SEEK_SET);
        byte* buffer = stackalloc byte[4096];
        while (true)
        {
            nint got = getdents64(directory, buffer, 4096);
            if (got == -1) LinuxException.Throw("getdents64", "");
            if (got == 0) return names[..used];
            for (nint at = 0; at < got;)
            {
                // Safe: the kernel filled got bytes with whole records, getdents64(2).
                linux_dirent64* entry = (linux_dirent64*)(buffer + at);
                byte* name = (byte*)entry + 19; // offsetof(linux_dirent64, d_name)
                at += entry->d_reclen;
                int length = 0;
                while (name[length] != 0) length++;
                if (name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.'))) continue;
                // Twice as much each time: what a directory of many names takes grows with them, not with their square.
                int needed = used + length + 1;
                if (needed > names.Length) Array.Resize(ref names, Math.Max(needed, names.Length * 2));
                new ReadOnlySpan<byte>(name, length).CopyTo(names.AsSpan(used));
                names[needed - 1] = 0;
                used = needed;
            }
        }
    }
}
