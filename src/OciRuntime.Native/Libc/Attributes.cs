using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    [DllImport("libc"), SuppressGCTransition]
    public static extern int fchmod(int fd, uint mode);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int fchown(int fd, uint uid, uint gid);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int fchownat(int directory, byte* path, uint uid, uint gid, int flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int utimensat(int directory, byte* path, timespec* times, int flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint flistxattr(int fd, byte* list, nuint size);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint fgetxattr(int fd, byte* name, void* value, nuint size);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int fsetxattr(int fd, byte* name, void* value, nuint size, int flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint lgetxattr(byte* path, byte* name, void* value, nuint size);
}
