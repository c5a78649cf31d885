using OciRuntime.Launch.Child;
using OciRuntime.Native;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>Paths that are to be masked or made read-only.</summary>
internal static unsafe class ProtectedPaths
{
    /// <summary>Opens one.</summary>
    /// <returns>
    /// An O_PATH descriptor, or -1: with <paramref name="error"/> 0 it is not there, or what is on the way is no
    /// directory,
    /// which runc skips.
    /// </returns>
    public static int Open(byte* path, ChildState* s, int* error)
    {
        int fd = KernelViews.Contains(path, ChildString.Literal("/proc/"u8), ref s->ProcView)
            ? KernelViews.Open(path, ChildString.Literal("/proc"u8), ref s->ProcView)
            : KernelViews.Contains(path, ChildString.Literal("/sys/"u8), ref s->SysView)
            ? KernelViews.Open(path, ChildString.Literal("/sys"u8), ref s->SysView)
            : RootPaths.OpenInRoot(path, O_PATH, s);
        *error = fd != -1 || errno is Errno.ENOENT or Errno.ENOTDIR ? 0 : Check(-1, Phase.OpenTarget, s);
        return fd;
    }
}
