using System.Runtime.InteropServices;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // inotify(7)
    public const uint IN_MODIFY = 2;
    public const int IN_CLOEXEC = 0x80000;
    public const int IN_NONBLOCK = 0x800;

    [DllImport("libc"), SuppressGCTransition]
    public static extern int inotify_init1(int flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int inotify_add_watch(int fd, byte* path, uint mask);
}
