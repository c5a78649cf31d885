namespace OciRuntime.Native.Abi;

// <linux/seccomp.h>
public unsafe struct seccomp_data
{
    public int nr;
    public uint arch;
    public ulong instruction_pointer;
    public fixed ulong args[6];
}

public struct seccomp_notif_sizes
{
    public ushort seccomp_notif, seccomp_notif_resp, seccomp_data;
}

public struct seccomp_notif
{
    public ulong id;
    public uint pid, flags;
    public seccomp_data data;
}

public struct seccomp_notif_resp
{
    public ulong id;
    public long val;
    public int error;
    public uint flags;
}
