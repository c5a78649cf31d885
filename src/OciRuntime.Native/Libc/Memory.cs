using System.Runtime.InteropServices;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // madvise(2)
    public const int MADV_DONTNEED = 4;
    public const int MADV_NOHUGEPAGE = 15;

    [DllImport("libc"), SuppressGCTransition]
    public static extern int madvise(void* address, nuint length, int advice);
}
