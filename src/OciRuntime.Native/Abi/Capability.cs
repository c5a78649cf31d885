namespace OciRuntime.Native.Abi;

// <linux/capability.h>
public struct __user_cap_header_struct
{
    public uint version;
    public int pid;
}

public struct __user_cap_data_struct
{
    public uint effective, permitted, inheritable;
}
