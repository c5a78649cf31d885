using System.Text;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native.Paths;

/// <summary>Which part of a path of the host is why a call on it failed, looked up after the failure.</summary>
public static unsafe class PathDiagnosis
{
    private const int LongestName = 255; // NAME_MAX of linux/limits.h, in bytes

    /// <summary>
    /// The part that is missing, is no directory, or is too long; null if the path as a whole is the reason, or none is
    /// found any more.
    /// </summary>
    /// <param name="path">The path; one that is not absolute is not looked at.</param>
    /// <param name="error">The errno of the failure.</param>
    public static string? Explain(string? path, int error)
    {
        if (path is null || !path.StartsWith('/')) return null;
        return error switch
        {
            Errno.ENOENT or Errno.ENOTDIR => FirstBroken(path, error),
            Errno.ENAMETOOLONG => TooLong(path),
            _ => null,
        };
    }

    /// <summary>The same of a program that could not be executed: also what it is, if it is none.</summary>
    /// <param name="path">The path; one that is not absolute is not looked at.</param>
    /// <param name="error">The errno of execve(2).</param>
    public static string? ExplainExecution(string? path, int error)
    {
        if (error != Errno.EACCES) return Explain(path, error);
        if (path is null || !path.StartsWith('/')) return null;
        statx facts;
        int result;
        // Safe: the array is pinned for the call and ends with a NUL.
        fixed (byte* name = KernelText.Terminated(path))
            result = statx(AT_FDCWD, name, 0, STATX_TYPE | STATX_MODE, &facts);
        if (result == -1) return null;
        if ((facts.stx_mode & S_IFMT) == S_IFDIR) return "it is a directory";
        const int AnyExecute = 0x49; // 0111
        return (facts.stx_mode & AnyExecute) == AnyExecute ? null : FilePermissions.Describe(facts);
    }

    private static string? FirstBroken(string path, int error)
    {
        for (int slash = path.IndexOf('/', 1); ; slash = path.IndexOf('/', slash + 1))
        {
            string part = slash < 0 ? path : path[..slash];
            statx facts;
            int result;
            // Safe: the array is pinned for the call and ends with a NUL.
            fixed (byte* name = KernelText.Terminated(part)) result = statx(AT_FDCWD, name, 0, STATX_TYPE, &facts);
            if (result == -1) return errno == Errno.ENOENT ? Missing(part, part.Length == path.Length) : null;
            bool more = slash >= 0 && slash + 1 < path.Length;
            if (error == Errno.ENOTDIR && more && (facts.stx_mode & S_IFMT) != S_IFDIR)
                return $"`{part}` is not a directory";
            if (slash < 0)
                return null;
        }
    }

    private static string? Missing(string part, bool isWhole)
    {
        statx facts;
        // Safe: the array is pinned for the call and ends with a NUL.
        fixed (byte* name = KernelText.Terminated(part))
        {
            bool link =
                statx(AT_FDCWD, name, AT_SYMLINK_NOFOLLOW, STATX_TYPE, &facts) == 0
                && (facts.stx_mode & S_IFMT) == S_IFLNK;
            if (link)
                return $"`{part}` is a symbolic link whose target is missing";
        }
        return isWhole ? null : $"`{part}` is missing";
    }

    private static string? TooLong(string path)
    {
        foreach (string name in path.Split('/'))
        {
            int length = Encoding.UTF8.GetByteCount(name);
            if (length > LongestName) return $"a name in it has {length} bytes, and {LongestName} are the most";
        }
        return null;
    }
}
