using System.Globalization;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native.Paths;

/// <summary>
/// Which part of a path in a container is why a call on it failed, looked up after the failure. Nothing that the image
/// holds leads out of the root.
/// </summary>
public static unsafe class RootPathDiagnosis
{
    /// <summary>The part that is the reason, and why; null if none is found any more.</summary>
    /// <param name="root">A descriptor of the container's root.</param>
    /// <param name="path">The path below it.</param>
    /// <param name="error">The errno of the failure.</param>
    public static string? Explain(int root, string path, int error)
    {
        if (error is not (Errno.ENOENT or Errno.ENOTDIR or Errno.EACCES or Errno.EROFS)) return null;
        string whole = LexicalPath.Clean("/" + path);
        statx parent = default;
        string place = "/";
        for (int slash = whole.IndexOf('/', 1); ; slash = whole.IndexOf('/', slash + 1))
        {
            string part = slash < 0 ? whole : whole[..slash];
            int opened = Open(root, part, 0);
            bool gone = opened == -1 && errno == Errno.ENOENT;
            if (gone && error == Errno.EACCES && slash < 0 && place != "/")
                return $"`{part}` is missing, and `{place}` has {Permissions(parent)}";
            if (opened == -1) return gone ? Missing(root, part, part.Length == whole.Length, error) : null;
            using OwnedFd file = new(opened);
            statx facts = HostPath.Facts(file.Fd, part);
            if (slash >= 0 && (facts.stx_mode & S_IFMT) != S_IFDIR)
                return error == Errno.ENOTDIR ? $"`{part}` is not a directory" : null;
            if (error == Errno.EACCES && !MaySearch(facts)) return $"`{part}` has {Permissions(facts)}";
            if (slash < 0) return null;
            (parent, place) = (facts, part);
        }
    }

    private static int Open(int root, string part, ulong flags)
    {
        open_how how = default;
        how.flags = O_PATH | O_CLOEXEC | flags;
        how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
        // Safe: the array is pinned for the call and ends with a NUL.
        fixed (byte* name = KernelText.Terminated(part))
            return (int)openat2(root, name, &how, (nuint)sizeof(open_how));
    }

    private static string? Missing(int root, string part, bool isWhole, int error)
    {
        int link = Open(root, part, O_NOFOLLOW);
        if (link != -1)
        {
            new OwnedFd(link).Dispose();
            return $"`{part}` is a symbolic link whose target is missing";
        }
        return !isWhole || error == Errno.EROFS ? $"`{part}` is missing" : null;
    }

    /// <summary>Whether everybody may search a directory.</summary>
    private static bool MaySearch(in statx facts) =>
        (facts.stx_mode & S_IFMT) != S_IFDIR || (facts.stx_mode & 1 /* S_IXOTH */) != 0;

    private static string Permissions(in statx facts) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"the mode {FilePermissions.Mode(facts)} and the owner {facts.stx_uid}:{facts.stx_gid}");
}
