namespace OciRuntime.Native.Abi;

// <linux/openat2.h>
public struct open_how
{
    public ulong flags, mode, resolve;
}
