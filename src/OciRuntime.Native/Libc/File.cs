using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // lseek(2)
    public const int SEEK_SET = 0;
    public const int SEEK_CUR = 1;
    public const int SEEK_END = 2;

    // flock(2)
    public const int LOCK_SH = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;
    public const int LOCK_UN = 8;

    // access(2)
    public const int F_OK = 0;
    public const int X_OK = 1;
    public const int W_OK = 2;
    public const int R_OK = 4;

    // renameat2(2)
    public const uint RENAME_NOREPLACE = 1;
    public const uint RENAME_EXCHANGE = 2;

    // setxattr(2)
    public const int XATTR_CREATE = 1;
    public const int XATTR_REPLACE = 2;

    // getdents(2), d_type
    public const int DT_UNKNOWN = 0;
    public const int DT_FIFO = 1;
    public const int DT_CHR = 2;
    public const int DT_DIR = 4;
    public const int DT_BLK = 6;
    public const int DT_REG = 8;
    public const int DT_LNK = 10;
    public const int DT_SOCK = 12;

    // utimensat(2)
    public const long UTIME_NOW = 0x3fffffff;
    public const long UTIME_OMIT = 0x3ffffffe;

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint read(int fd, void* buffer, nuint count);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint write(int fd, void* buffer, nuint count);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint pread(int fd, void* buffer, nuint count, nint offset);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint pwrite(int fd, void* buffer, nuint count, nint offset);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint readv(int fd, iovec* pieces, int count);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint writev(int fd, iovec* pieces, int count);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint lseek(int fd, nint offset, int whence);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint copy_file_range(
        int from,
        long* fromOffset,
        int to,
        long* toOffset,
        nuint size,
        uint flags
    );

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint sendfile(int to, int from, long* fromOffset, nuint size);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int ftruncate(int fd, nint length);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int fsync(int fd);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int flock(int fd, int operation);
}
