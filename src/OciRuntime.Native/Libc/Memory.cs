using System.Runtime.InteropServices;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // mmap(2)
    public const int PROT_NONE = 0;
    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int PROT_EXEC = 4;
    public const int MAP_SHARED = 1;
    public const int MAP_PRIVATE = 2;
    public const int MAP_FIXED = 0x10;
    public const int MAP_ANONYMOUS = 0x20;
    public const int MAP_NORESERVE = 0x4000;
    public const int MAP_POPULATE = 0x8000;

    // madvise(2)
    public const int MADV_DONTNEED = 4;
    public const int MADV_FREE = 8;
    public const int MADV_NOHUGEPAGE = 15;
    public const int MADV_DONTDUMP = 16;

    /// <summary>mmap(2): -1 on failure.</summary>
    [DllImport("libc"), SuppressGCTransition]
    public static extern void* mmap(void* address, nuint length, int protection, int flags, int fd, nint offset);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int munmap(void* address, nuint length);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int mprotect(void* address, nuint length, int protection);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int madvise(void* address, nuint length, int advice);
}
