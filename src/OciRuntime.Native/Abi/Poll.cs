using System.Runtime.InteropServices;

namespace OciRuntime.Native.Abi;

// <asm-generic/poll.h>, <linux/eventpoll.h>
public struct pollfd
{
    public int fd;
    public short events, revents;
}

// packed on x86-64 only, EPOLL_PACKED
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct epoll_event
{
    public uint events;
    public ulong data;
}
