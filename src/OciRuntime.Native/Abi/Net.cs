using System.Runtime.InteropServices;

namespace OciRuntime.Native.Abi;

// <linux/if.h>
/// <summary>netdevice(7): the members of <c>struct ifreq</c> that are used; the union is 24 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
public unsafe struct ifreq
{
    [FieldOffset(0)] public fixed byte ifr_name[16];
    [FieldOffset(16)] public short ifr_flags;
    [FieldOffset(16)] public int ifr_ifindex;
    [FieldOffset(16)] public fixed byte ifr_newname[16];
}
