using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    [DllImport("libc"), SuppressGCTransition]
    public static extern int mkdirat(int directory, byte* path, uint mode);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int mknodat(int directory, byte* path, uint mode, ulong device);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int unlinkat(int directory, byte* path, int flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int renameat2(int from, byte* old, int to, byte* renamed, uint flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int symlinkat(byte* target, int directory, byte* path);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint readlinkat(int directory, byte* path, byte* buffer, nuint size);

    /// <summary>getdents64(2): fills <paramref name="buffer"/> with <see cref="linux_dirent64"/> records.</summary>
    /// <returns>The bytes filled; 0 at the end.</returns>
    public static nint getdents64(int fd, void* buffer, nuint count) =>
        syscall(SYS_getdents64, fd, (nint)buffer, (nint)count);

    public static int faccessat2(int directory, byte* path, int mode, int flags) =>
        (int)syscall(SYS_faccessat2, directory, (nint)path, mode, flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int access(byte* path, int mode);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int fchdir(int fd);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int chdir(byte* path);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int chroot(byte* path);

    /// <summary>
    /// The system call: the length with the NUL; a path out of reach starts with <c>(unreachable)</c>.
    /// </summary>
    public static nint sys_getcwd(byte* buffer, nuint size) => syscall(SYS_getcwd, (nint)buffer, (nint)size);

    [DllImport("libc"), SuppressGCTransition]
    public static extern uint umask(uint mask);
}
