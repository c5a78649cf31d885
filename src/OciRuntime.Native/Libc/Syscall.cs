using System.Runtime.InteropServices;

namespace OciRuntime.Native;

/// <summary>
/// The C library and kernel interface under their own names, laid out as Tmds.LibC does it: one partial file per
/// man-page family, static methods over raw pointers, -1 on failure with the reason in <see cref="errno"/>.
/// </summary>
/// <remarks>
/// Every import suppresses the GC transition: no second managed thread exists (docs/adr/0001), so there is nobody to
/// let run meanwhile, and a call that never polls for a collection cannot hang in a cloned child.
/// </remarks>
public static unsafe partial class Libc
{
    /// <summary>The calling thread's errno, errno(3).</summary>
    // Safe: __errno_location returns the address of this thread's errno and never fails.
    public static int errno
    {
        get => *__errno_location();
        set => *__errno_location() = value;
    }

    /// <summary>Sets <see cref="errno"/>, for code that reports as the C library does.</summary>
    /// <returns>-1, so that a failing function can return it.</returns>
    public static int SetErrno(int value)
    {
        *__errno_location() = value;
        return -1;
    }

    [DllImport("libc"), SuppressGCTransition]
    private static extern int* __errno_location();

    /// <summary>syscall(2): -1 on failure, with <see cref="errno"/> set.</summary>
    [DllImport("libc"), SuppressGCTransition]
    public static extern nint syscall(
        nint number,
        nint a1 = 0,
        nint a2 = 0,
        nint a3 = 0,
        nint a4 = 0,
        nint a5 = 0,
        nint a6 = 0
    );
}
