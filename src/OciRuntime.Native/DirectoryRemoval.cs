using System;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>
/// Removes what lies in a directory, whatever it is. Each directory is emptied at its descriptor; no link is followed
/// and no mount is crossed.
/// </summary>
public static unsafe class DirectoryRemoval
{
    /// <summary>
    /// Removes all that is in <paramref name="directory"/>, whose path <paramref name="place"/> is for errors. What
    /// cannot be removed does not keep the rest.
    /// </summary>
    /// <exception cref="LinuxException">Something cannot be removed: the first such thing.</exception>
    public static void Empty(int directory, string place)
    {
        LinuxException? first = null;
        string names = KernelText.Decode(FileBytes.ListNames(directory));
        foreach (string name in names.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                Remove(directory, name, $"{place}/{name}");
            }
            catch (LinuxException error)
            {
                first ??= error;
            }
        }
        if (first is not null) throw first;
    }

    /// <summary>Removes <paramref name="name"/>, and all that is in it; nothing where it is not there.</summary>
    /// <param name="directory">A descriptor.</param>
    /// <param name="name">A name in that directory.</param>
    /// <param name="place">Its path, for errors.</param>
    /// <exception cref="LinuxException">It cannot be removed.</exception>
    public static void Remove(int directory, string name, string place)
    {
        if (Call.unlinkat(directory, name, 0) == 0 || errno == Errno.ENOENT) return;
        if (errno != Errno.EISDIR) throw Failure(place);
        if (TryRemoveEmpty(directory, name, place)) return;
        using (OwnedFd inner = OwnedFd.From(Open(directory, name), "open", place)) Empty(inner.Fd, place);
        if (!TryRemoveEmpty(directory, name, place)) throw Failure(place);
    }

    private static bool TryRemoveEmpty(int directory, string name, string place)
    {
        if (Call.unlinkat(directory, name, AT_REMOVEDIR) == 0 || errno == Errno.ENOENT) return true;
        // rmdir(2) has both for a directory that is not empty.
        return errno is Errno.ENOTEMPTY or Errno.EEXIST ? false : throw Failure(place);
    }

    private static LinuxException Failure(string place) => new("remove", place, errno)
    {
        // rmdir(2) says so of a mount point of this mount namespace.
        Hint = errno == Errno.EBUSY ? "something is mounted there" : null,
    };

    private static int Open(int directory, string name)
    {
        open_how how = default;
        how.flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
        how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
        int fd;
        // Safe: the name is pinned for the call and ends with a NUL. EAGAIN: a rename raced with it, openat2(2).
        fixed (byte* text = KernelText.Terminated(name))
        {
            do fd = (int)openat2(directory, text, &how, (nuint)sizeof(open_how));
            while (fd == -1 && errno == Errno.EAGAIN);
        }
        return fd;
    }
}
