namespace OciRuntime.Native.Abi;

// <asm-generic/poll.h>
public struct pollfd
{
    public int fd;
    public short events, revents;
}
