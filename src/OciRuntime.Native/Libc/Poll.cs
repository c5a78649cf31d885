using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    public const int POLLIN = 1;
    public const int POLLOUT = 4;
    public const int POLLERR = 8;
    public const int POLLHUP = 0x10;
    public const int EPOLL_CLOEXEC = 0x80000;
    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLL_CTL_DEL = 2;
    public const int EPOLL_CTL_MOD = 3;
    public const int EPOLLIN = 1;
    public const int EPOLLOUT = 4;
    public const int EPOLLHUP = 0x10;
    public const int EPOLLERR = 8;
    public const int EFD_CLOEXEC = 0x80000;

    [DllImport("libc"), SuppressGCTransition] public static extern int poll(pollfd* fds, nuint count, int timeout);
}
