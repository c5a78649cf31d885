using System.Runtime.InteropServices;

namespace OciRuntime.Native.Abi;

// <linux/eventpoll.h>; packed on x86-64 only, EPOLL_PACKED
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct epoll_event
{
    public uint events;
    public ulong data;
}
