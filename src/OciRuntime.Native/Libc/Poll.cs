using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // poll(2)
    public const int POLLIN = 1;
    public const int POLLPRI = 2;
    public const int POLLOUT = 4;

    // eventfd(2), timerfd_create(2)
    public const int EFD_CLOEXEC = 0x80000;
    public const int EFD_NONBLOCK = 0x800;

    [DllImport("libc"), SuppressGCTransition]
    public static extern int poll(pollfd* fds, nuint count, int timeout);

    public static int eventfd2(uint value, int flags) => (int)syscall(SYS_eventfd2, (nint)value, flags);
}
