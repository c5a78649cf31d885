using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native.Paths;

/// <summary>Paths inside a root directory, whatever symbolic links it holds; openat2(2), RESOLVE_IN_ROOT.</summary>
public static unsafe class RootPath
{
    /// <summary>
    /// Opens <paramref name="path"/> as a process would whose root <paramref name="root"/> is; -1 with errno set.
    /// </summary>
    /// <param name="root">A descriptor of the root directory.</param>
    /// <param name="path">Absolute or relative, both from the root; empty is the root itself.</param>
    /// <param name="flags">O_*; O_CLOEXEC is added.</param>
    public static int Open(int root, string path, int flags)
    {
        open_how how = default;
        how.flags = (uint)(flags | O_CLOEXEC);
        how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
        // Safe: the array is pinned for the calls and ends with a NUL.
        fixed (byte* name = KernelText.Terminated(path.Length == 0 ? "." : path))
        {
            int fd;
            // EAGAIN: a rename or mount raced with the resolution, which therefore proves nothing, openat2(2).
            do fd = openat2(root, name, &how, (nuint)sizeof(open_how));
            while (fd == -1 && errno is Errno.EAGAIN or Errno.EINTR);
            return fd;
        }
    }
}
