namespace OciRuntime.Native.Abi;

// <linux/filter.h>
public struct sock_filter
{
    public ushort code;
    public byte jt, jf;
    public uint k;
}

public unsafe struct sock_fprog
{
    public ushort len;
    public sock_filter* filter;
}
