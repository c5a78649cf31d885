using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // open(2), <fcntl.h>; the values of x86-64
    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public const int O_ACCMODE = 3;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_NOCTTY = 0x100;
    public const int O_TRUNC = 0x200;
    public const int O_APPEND = 0x400;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int O_PATH = 0x200000;

    // openat2(2), <linux/openat2.h>
    public const ulong RESOLVE_NO_XDEV = 1;
    public const ulong RESOLVE_NO_MAGICLINKS = 2;
    public const ulong RESOLVE_NO_SYMLINKS = 4;
    public const ulong RESOLVE_BENEATH = 8;
    public const ulong RESOLVE_IN_ROOT = 0x10;

    // the *at calls; AT_EACCESS shares its value with AT_REMOVEDIR
    public const int AT_FDCWD = -100;
    public const int AT_SYMLINK_NOFOLLOW = 0x100;
    public const int AT_REMOVEDIR = 0x200;
    public const int AT_EACCESS = 0x200;
    public const int AT_EMPTY_PATH = 0x1000;

    // close_range(2)
    public const uint CLOSE_RANGE_CLOEXEC = 4;

    // fcntl(2)
    public const int F_GETFD = 1;
    public const int F_GETFL = 3;
    public const int F_SETFL = 4;
    public const int F_DUPFD_CLOEXEC = 1030;
    public const int FD_CLOEXEC = 1;

    // memfd_create(2); MFD_NOEXEC_SEAL and MFD_EXEC since Linux 6.3
    public const uint MFD_CLOEXEC = 1;

    // stdin(3)
    public const int STDIN_FILENO = 0;
    public const int STDOUT_FILENO = 1;
    public const int STDERR_FILENO = 2;

    // limits of a path, <linux/limits.h>

    [DllImport("libc"), SuppressGCTransition]
    public static extern int open(byte* path, int flags, uint mode);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int openat(int directory, byte* path, int flags, uint mode);

    public static int openat2(int directory, byte* path, open_how* how, nuint size) =>
        (int)syscall(SYS_openat2, directory, (nint)path, (nint)how, (nint)size);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int close(int fd);

    public static int close_range(uint first, uint last, uint flags) =>
        (int)syscall(SYS_close_range, (nint)first, (nint)last, (nint)flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int dup3(int old, int fd, int flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int fcntl(int fd, int command, nint argument);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int memfd_create(byte* name, uint flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int pipe2(int* fds, int flags);
}
