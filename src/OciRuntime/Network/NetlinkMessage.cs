using System;
using System.Runtime.InteropServices;
using System.Text;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Network;

/// <summary>
/// One request of rtnetlink(7) in the making: the header, a fixed part, attributes; each padded to 4 bytes.
/// </summary>
internal sealed unsafe class NetlinkMessage
{
    private const int Room = 512; // the largest request here is a device's name, or an address of IPv6: below 200 bytes

    private readonly byte[] bytes = new byte[Room];
    private int length = sizeof(nlmsghdr);

    /// <summary>
    /// A request of <paramref name="type"/> (RTM_*), with the flags NLM_F_* in addition to NLM_F_REQUEST.
    /// </summary>
    public NetlinkMessage(ushort type, ushort flags)
    {
        ref nlmsghdr header = ref MemoryMarshal.AsRef<nlmsghdr>(bytes.AsSpan());
        header.nlmsg_type = type;
        header.nlmsg_flags = (ushort)(flags | NLM_F_REQUEST);
        header.nlmsg_seq = 1; // one request at a time on a socket
    }

    /// <summary>The whole message.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            MemoryMarshal.AsRef<nlmsghdr>(bytes.AsSpan()).nlmsg_len = (uint)length;
            return bytes.AsSpan(0, length);
        }
    }

    /// <summary>Adds the fixed part that the type asks for.</summary>
    public NetlinkMessage Fixed<T>(in T part) where T : unmanaged
    {
        MemoryMarshal.Write(bytes.AsSpan(length), part);
        length += Aligned(sizeof(T));
        return this;
    }

    /// <summary>Adds an attribute.</summary>
    public NetlinkMessage Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        rtattr head = new() { rta_len = (ushort)(sizeof(rtattr) + value.Length), rta_type = type };
        MemoryMarshal.Write(bytes.AsSpan(length), head);
        value.CopyTo(bytes.AsSpan(length + sizeof(rtattr)));
        length += Aligned(head.rta_len);
        return this;
    }

    /// <summary>Adds a number of 32 bits.</summary>
    public NetlinkMessage Attribute(ushort type, int value) =>
        Attribute(type, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(ref value)));

    /// <summary>Adds a text, which ends with a NUL.</summary>
    public NetlinkMessage Attribute(ushort type, string value) => Attribute(type, Encoding.UTF8.GetBytes(value + "\0"));

    /// <summary>NLMSG_ALIGN and RTA_ALIGN of netlink(3) and rtnetlink(3).</summary>
    public static int Aligned(int size) => (size + 3) & ~3;
}
