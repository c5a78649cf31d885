using System.Runtime.InteropServices;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // lseek(2)
    public const int SEEK_SET = 0;

    // flock(2)
    public const int LOCK_SH = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;
    public const int LOCK_UN = 8;

    // access(2)
    public const int X_OK = 1;
    public const int W_OK = 2;

    // renameat2(2)

    // setxattr(2)

    // getdents(2), d_type
    public const int DT_DIR = 4;

    // utimensat(2)

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint read(int fd, void* buffer, nuint count);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint write(int fd, void* buffer, nuint count);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint lseek(int fd, nint offset, int whence);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int flock(int fd, int operation);
}
