using System.Runtime.InteropServices;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // mmap(2)
    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int MAP_SHARED = 1;
    public const int MAP_PRIVATE = 2;
    public const int MAP_ANONYMOUS = 0x20;
    public const int MAP_NORESERVE = 0x4000;

    // madvise(2)
    public const int MADV_DONTNEED = 4;
    public const int MADV_NOHUGEPAGE = 15;

    /// <summary>mmap(2): -1 on failure.</summary>
    [DllImport("libc"), SuppressGCTransition]
    public static extern void* mmap(void* address, nuint length, int protection, int flags, int fd, nint offset);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int munmap(void* address, nuint length);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int madvise(void* address, nuint length, int advice);
}
