using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    public const int SEEK_SET = 0;
    public const int SEEK_CUR = 1;
    public const int SEEK_END = 2;
    public const int LOCK_SH = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;
    public const int LOCK_UN = 8;
    public const int F_OK = 0;
    public const int X_OK = 1;
    public const int W_OK = 2;
    public const int R_OK = 4;

    [DllImport("libc"), SuppressGCTransition] public static extern nint read(int fd, void* buffer, nuint count);
    [DllImport("libc"), SuppressGCTransition] public static extern nint write(int fd, void* buffer, nuint count);
    [DllImport("libc"), SuppressGCTransition] public static extern nint pread(int fd, void* buffer, nuint count, nint offset);
    [DllImport("libc"), SuppressGCTransition] public static extern nint pwrite(int fd, void* buffer, nuint count, nint offset);
    [DllImport("libc"), SuppressGCTransition] public static extern nint lseek(int fd, nint offset, int whence);
    [DllImport("libc"), SuppressGCTransition] public static extern int mkdirat(int directory, byte* path, uint mode);
    [DllImport("libc"), SuppressGCTransition] public static extern int mknodat(int directory, byte* path, uint mode, ulong device);
    [DllImport("libc"), SuppressGCTransition] public static extern int unlinkat(int directory, byte* path, int flags);
    [DllImport("libc"), SuppressGCTransition] public static extern int renameat2(int from, byte* old, int to, byte* renamed, uint flags);
    [DllImport("libc"), SuppressGCTransition] public static extern int symlinkat(byte* target, int directory, byte* path);
    [DllImport("libc"), SuppressGCTransition] public static extern nint readlinkat(int directory, byte* path, byte* buffer, nuint size);
    [DllImport("libc"), SuppressGCTransition] public static extern int fchmodat(int directory, byte* path, uint mode, int flags);
    [DllImport("libc"), SuppressGCTransition] public static extern int fchown(int fd, uint uid, uint gid);
    [DllImport("libc"), SuppressGCTransition] public static extern int fchownat(int directory, byte* path, uint uid, uint gid, int flags);
    [DllImport("libc"), SuppressGCTransition] public static extern int utimensat(int directory, byte* path, timespec* times, int flags);
    public static nint getdents64(int fd, void* buffer, nuint count) => syscall(SYS_getdents64, fd, (nint)buffer, (nint)count);
    public static int faccessat2(int directory, byte* path, int mode, int flags) => (int)syscall(SYS_faccessat2, directory, (nint)path, mode, flags);
    [DllImport("libc"), SuppressGCTransition] public static extern int flock(int fd, int operation);
    [DllImport("libc"), SuppressGCTransition] public static extern int fchdir(int fd);
    [DllImport("libc"), SuppressGCTransition] public static extern int chdir(byte* path);
    [DllImport("libc"), SuppressGCTransition] public static extern int chroot(byte* path);
    public static nint sys_getcwd(byte* buffer, nuint size) => syscall(SYS_getcwd, (nint)buffer, (nint)size);
    [DllImport("libc"), SuppressGCTransition] public static extern uint umask(uint mask);
    [DllImport("libc"), SuppressGCTransition] public static extern nint flistxattr(int fd, byte* list, nuint size);
    [DllImport("libc"), SuppressGCTransition] public static extern nint fgetxattr(int fd, byte* name, void* value, nuint size);
    [DllImport("libc"), SuppressGCTransition] public static extern int fsetxattr(int fd, byte* name, void* value, nuint size, int flags);
}
