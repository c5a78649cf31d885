using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // poll(2)
    public const int POLLIN = 1;
    public const int POLLPRI = 2;
    public const int POLLOUT = 4;

    // epoll_ctl(2)
    public const int EPOLL_CLOEXEC = 0x80000;
    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLLOUT = 4;
    public const uint EPOLLET = 1u << 31;

    // eventfd(2), timerfd_create(2)
    public const int EFD_CLOEXEC = 0x80000;
    public const int EFD_NONBLOCK = 0x800;

    [DllImport("libc"), SuppressGCTransition]
    public static extern int poll(pollfd* fds, nuint count, int timeout);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int epoll_create1(int flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int epoll_ctl(int epoll, int operation, int fd, epoll_event* what);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int epoll_wait(int epoll, epoll_event* events, int count, int timeout);

    public static int eventfd2(uint value, int flags) => (int)syscall(SYS_eventfd2, (nint)value, flags);
}
