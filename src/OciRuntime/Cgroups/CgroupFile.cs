using System;
using System.Globalization;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups;

/// <summary>Files and directories of the cgroup filesystems, which only root or a delegate can change.</summary>
internal static unsafe class CgroupFile
{
    private const int Page = 4096; // what a file of kernfs gives at once, if it has that much; seq_file.rst

    // A file of many records ends a read before the one that does not fit any more: so long as a read is shorter than
    // this,
    // the file is at its end. The longest record is a line of cgroup.procs; files with longer ones are one record.
    private const int SurelyAll = Page - 64;

    private static bool holds;
    private static int heldFirst;
    private static int heldCount;

    /// <summary>The whole file as text.</summary>
    /// <exception cref="LinuxException">It cannot be opened or read.</exception>
    public static string Read(string path)
    {
        string? text = TryRead(path);
        if (text is null) LinuxException.Throw("read", path);
        return text;
    }

    /// <summary>
    /// The whole file as text, or null with errno set: it is not there, or nothing that this cgroup has to tell.
    /// </summary>
    /// <exception cref="LinuxException">It cannot be opened or read for another reason.</exception>
    public static string? TryRead(string path)
    {
        int fd = Open(path, O_RDONLY);
        if (fd == -1) return Absent(path);
        try
        {
            return ReadAll(fd, path) ?? Absent(path);
        }
        finally
        {
            int error = errno;
            Close(fd);
            SetErrno(error);
        }
    }

    /// <summary>
    /// ENODEV is a cgroup that goes away while it is read; EOPNOTSUPP, a threaded cgroup's processes or pressure
    /// information
    /// that is switched off; EINVAL, a file that is only written. Any other failure says nothing about what is there.
    /// </summary>
    private static string? Absent(string path)
    {
        if (errno is not (Errno.ENOENT or Errno.ENOTDIR or Errno.ENODEV or Errno.EOPNOTSUPP or Errno.EINVAL))
            LinuxException.Throw("read", path);
        return null;
    }

    private static string? ReadAll(int fd, string path)
    {
        byte* first = stackalloc byte[Page];
        nint got;
        do got = read(fd, first, Page);
        while (got == -1 && errno == Errno.EINTR);
        if (got < 0) return null;
        // Safe: the kernel filled got bytes of the page.
        if (got < SurelyAll) return KernelText.Decode(new ReadOnlySpan<byte>(first, (int)got));
        lseek(fd, 0, SEEK_SET);
        return KernelText.Decode(FileBytes.ReadToEnd(fd, path));
    }

    /// <summary>Writes <paramref name="value"/> in one write(2), which is how these files take a value.</summary>
    /// <returns>0 or the errno.</returns>
    public static int TryWrite(string path, string value)
    {
        int fd = Open(path, O_WRONLY);
        int error = fd == -1 ? errno : TryWrite(fd, value);
        if (fd != -1) Close(fd);
        if (DebugLog.On) Tell($"write `{value.TrimEnd()}` to {path}", error);
        return error;
    }

    private static void Tell(string act, int error) =>
        DebugLog.Write(error == 0 ? act : $"{act}: {Errno.Name(error)}");

    /// <summary>Writes <paramref name="value"/> in one write(2).</summary>
    /// <returns>0 or the errno.</returns>
    public static int TryWrite(int fd, string value)
    {
        CString text = new(value, stackalloc byte[CString.StackSize]);
        nint wrote;
        do
        {
            // Safe: the text is pinned for the call and is at least as long as said.
            fixed (byte* start = text) wrote = write(fd, start, (nuint)text.Text.Length);
        }
        while (wrote == -1 && errno == Errno.EINTR);
        return wrote == -1 ? errno : 0;
    }

    /// <summary>mkdir(2) with the missing parents, nearest first: usually only the last is missing.</summary>
    /// <returns>Whether it was made now.</returns>
    public static bool MakeDirectory(string path)
    {
        int error = TryMakeDirectory(path);
        if (error == Errno.ENOENT)
        {
            MakeDirectory(path[..path.LastIndexOf('/')]);
            error = TryMakeDirectory(path);
        }
        if (error is not (0 or Errno.EEXIST)) throw new LinuxException("mkdir", path, error);
        return error == 0;
    }

    /// <summary>mkdir(2).</summary>
    /// <returns>0 or the errno.</returns>
    public static int TryMakeDirectory(string path)
    {
        CString name = new(path, stackalloc byte[CString.StackSize]);
        // Safe: the name is pinned for the call and ends with a NUL.
        int error;
        fixed (byte* start = name) error = mkdirat(AT_FDCWD, start, 0x1ED /* 0755 */) == 0 ? 0 : errno;
        if (DebugLog.On) Tell($"make the directory {path}", error);
        return error;
    }

    /// <summary>rmdir(2).</summary>
    /// <returns>0 or the errno.</returns>
    public static int RemoveDirectory(string path)
    {
        CString name = new(path, stackalloc byte[CString.StackSize]);
        // Safe: the name is pinned for the call and ends with a NUL.
        int error;
        fixed (byte* start = name) error = unlinkat(AT_FDCWD, start, AT_REMOVEDIR) == 0 ? 0 : errno;
        if (DebugLog.On) Tell($"remove the directory {path}", error);
        return error;
    }

    /// <summary>Whether <paramref name="path"/> exists.</summary>
    /// <exception cref="LinuxException">It cannot be said.</exception>
    public static bool Exists(string path) => Call.Exists(AT_FDCWD, path);

    /// <summary>open(2), close-on-exec.</summary>
    /// <returns>The descriptor, or -1 with errno set.</returns>
    public static int Open(string path, int flags)
    {
        CString name = new(path, stackalloc byte[CString.StackSize]);
        // Safe: the name is pinned for the call and ends with a NUL.
        fixed (byte* start = name) return open(start, flags | O_CLOEXEC, 0);
    }

    /// <summary>Closes <paramref name="fd"/>, or leaves that to <see cref="CloseHeld"/>.</summary>
    public static void Close(int fd)
    {
        if (!holds || (heldCount > 0 && fd != heldFirst + heldCount))
        {
            close(fd);
            return;
        }
        if (heldCount++ == 0) heldFirst = fd;
    }

    /// <summary>
    /// From now on files stay open until <see cref="CloseHeld"/>: a new container's limits are a dozen files, and one
    /// system call closes them all.
    /// </summary>
    public static void HoldOpen() => holds = true;

    /// <summary>Closes what <see cref="HoldOpen"/> kept.</summary>
    public static void CloseHeld()
    {
        // Only numbers that follow one another were kept, so that nothing else lies between them.
        if (heldCount > 0) close_range((uint)heldFirst, (uint)(heldFirst + heldCount - 1), 0);
        holds = false;
        heldCount = 0;
    }

    /// <summary>A number as the kernel reads it.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number as the kernel reads it.</summary>
    public static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
