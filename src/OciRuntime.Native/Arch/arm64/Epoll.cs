namespace OciRuntime.Native.Abi;

// <linux/eventpoll.h>
public struct epoll_event
{
    public uint events;
    public ulong data;
}
