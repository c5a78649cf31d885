using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // socket(2)
    public const int AF_UNIX = 1;
    public const int AF_INET = 2;
    public const int AF_NETLINK = 16;
    public const int SOCK_STREAM = 1;
    public const int SOCK_DGRAM = 2;
    public const int SOCK_RAW = 3;
    public const int SOCK_SEQPACKET = 5;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int SOCK_NONBLOCK = 0x800;

    // getsockopt(2), socket(7)
    public const int SOL_SOCKET = 1;

    // unix(7)
    public const int SCM_RIGHTS = 1;

    // send(2), recv(2)
    public const int MSG_TRUNC = 0x20;
    public const int MSG_DONTWAIT = 0x40;
    public const int MSG_NOSIGNAL = 0x4000;

    [DllImport("libc"), SuppressGCTransition]
    public static extern int socket(int domain, int type, int protocol);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int accept4(int fd, void* address, uint* length, int flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint send(int fd, void* buffer, nuint length, int flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint recv(int fd, void* buffer, nuint length, int flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nint sendmsg(int fd, msghdr* message, int flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int ioctl(int fd, nuint request, void* argument);
}
