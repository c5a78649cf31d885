using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>
/// Files that this program wrote and reads again. What else has their name by then is told: it is not waited for, as
/// for the writer of a FIFO, no link is followed, and nothing without an end is read.
/// </summary>
public static unsafe class RegularFile
{
    /// <summary>The file <paramref name="name"/> in <paramref name="directory"/>; null where it has none.</summary>
    /// <param name="directory">A descriptor.</param>
    /// <param name="name">The file's name there.</param>
    /// <param name="fault">Why it was not read: <c>is a FIFO</c>; null with a file, and where there is none.</param>
    /// <exception cref="LinuxException">It cannot be opened or read.</exception>
    public static byte[]? TryRead(int directory, string name, out string? fault)
    {
        fault = null;
        int fd = Call.openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (fd == -1)
        {
            int error = errno;
            if (error == Errno.ENOENT) return null;
            // A socket cannot be opened (ENXIO), nor can a device without a driver; a link may not be (ELOOP).
            fault = error is Errno.ENXIO or Errno.ENODEV or Errno.ELOOP ? KindOf(directory, name) : null;
            return fault is null ? throw new LinuxException("open", name, error) : null;
        }
        using OwnedFd file = new(fd);
        statx facts;
        byte nothing = 0;
        // Safe: an empty, terminated path; the kernel fills the structure.
        if (statx(fd, &nothing, AT_EMPTY_PATH, STATX_TYPE | STATX_SIZE, &facts) == -1)
            LinuxException.Throw("statx", name);
        fault = KindOf(facts.stx_mode);
        if (fault is null && facts.stx_size > FileBytes.Largest) fault = "is too large";
        return fault is null ? FileBytes.ReadSized(fd, name, (int)facts.stx_size) : null;
    }

    private static string? KindOf(int directory, string name)
    {
        statx facts;
        // Safe: the name is pinned for the call and ends with a NUL; the kernel fills the structure.
        fixed (byte* text = KernelText.Terminated(name))
        {
            if (statx(directory, text, AT_SYMLINK_NOFOLLOW, STATX_TYPE, &facts) == -1) return null;
        }
        return KindOf(facts.stx_mode);
    }

    /// <summary>Null for a regular file; inode(7).</summary>
    private static string? KindOf(int mode) => (mode & S_IFMT) switch
    {
        S_IFREG => null,
        S_IFDIR => "is a directory",
        S_IFIFO => "is a FIFO",
        S_IFSOCK => "is a socket",
        S_IFLNK => "is a symbolic link",
        _ => "is a device",
    };
}
