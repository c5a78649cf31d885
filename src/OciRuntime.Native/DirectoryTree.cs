using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>Directories with their missing parents.</summary>
public static class DirectoryTree
{
    /// <summary>
    /// mkdir(2) of the absolute <paramref name="path"/> and its missing parents, from the root; what exists is kept as
    /// it is.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="mode">The permissions of the last component.</param>
    /// <param name="parentMode">Those of its parents.</param>
    /// <exception cref="LinuxException">One cannot be made.</exception>
    public static void Make(string path, uint mode, uint parentMode)
    {
        for (int slash = path.IndexOf('/', 1); ; slash = path.IndexOf('/', slash + 1))
        {
            bool last = slash < 0;
            string prefix = last ? path : path[..slash];
            if (Call.mkdirat(AT_FDCWD, prefix, last ? mode : parentMode) == -1 && errno != Errno.EEXIST)
                LinuxException.Throw("mkdir", prefix);
            if (last) return;
        }
    }
}
