using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Network;

/// <summary>
/// The addresses that a device keeps when it goes to another namespace, where the kernel takes them all away: the
/// permanent
/// ones with global scope, of any family (config-linux.md, Network Devices).
/// </summary>
internal static unsafe class InterfaceAddresses
{
    // What whoever set the address asked for; the rest is the kernel's own view of it, and IFA_F_PERMANENT is no
    // lifetime given.
    private const uint Kept =
        IFA_F_NODAD | IFA_F_HOMEADDRESS | IFA_F_MANAGETEMPADDR | IFA_F_NOPREFIXROUTE | IFA_F_MCAUTOJOIN;

    /// <summary>The requests that give a device the addresses that <paramref name="index"/> has now.</summary>
    /// <param name="socket">In the namespace where it is.</param>
    /// <param name="index">Its number there.</param>
    /// <param name="newIndex">Its number where the requests will be sent.</param>
    /// <param name="renamed">It has another name there, so that the labels of IPv4 addresses, which begin with the
    /// name, stay behind.</param>
    /// <param name="error">Why they cannot be read, an errno; 0 otherwise.</param>
    public static List<NetlinkMessage> Copy(NetlinkSocket socket, int index, int newIndex, bool renamed, out int error)
    {
        List<byte[]> answers = [];
        List<NetlinkMessage> requests = [];
        NetlinkMessage all = new(RTM_GETADDR, NLM_F_DUMP);
        error = socket.Ask(all.Fixed(new ifaddrmsg { ifa_index = (uint)index }), answers);
        foreach (byte[] answer in answers)
        {
            if (answer.Length < sizeof(nlmsghdr) + sizeof(ifaddrmsg)) continue;
            ifaddrmsg address = MemoryMarshal.Read<ifaddrmsg>(answer.AsSpan(sizeof(nlmsghdr)));
            uint flags = FlagsOf(answer, address);
            if (
                address.ifa_index != (uint)index
                || address.ifa_scope != RT_SCOPE_UNIVERSE
                || (flags & IFA_F_PERMANENT) == 0
            )
                continue;
            requests.Add(Request(answer, address, flags & Kept, newIndex, renamed));
        }
        return requests;
    }

    private static NetlinkAttributes AttributesOf(ReadOnlySpan<byte> answer) =>
        new(answer, sizeof(nlmsghdr) + sizeof(ifaddrmsg));

    /// <summary>The 8 bits of the fixed part, or all 32 where they are given, rtnetlink(7).</summary>
    private static uint FlagsOf(ReadOnlySpan<byte> answer, in ifaddrmsg address)
    {
        NetlinkAttributes attributes = AttributesOf(answer);
        while (attributes.Next())
        {
            if (attributes.Type == IFA_FLAGS && attributes.Value.Length == sizeof(uint))
                return MemoryMarshal.Read<uint>(attributes.Value);
        }
        return address.ifa_flags;
    }

    private static NetlinkMessage Request(
        ReadOnlySpan<byte> answer,
        ifaddrmsg address,
        uint flags,
        int newIndex,
        bool renamed
    )
    {
        address.ifa_index = (uint)newIndex;
        address.ifa_flags = 0;
        NetlinkMessage request = new(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK);
        request.Fixed(address).Attribute(IFA_FLAGS, (int)flags);
        NetlinkAttributes attributes = AttributesOf(answer);
        while (attributes.Next())
        {
            bool kept = attributes.Type is IFA_ADDRESS or IFA_LOCAL or IFA_BROADCAST or IFA_RT_PRIORITY or IFA_PROTO;
            if (kept || (attributes.Type == IFA_LABEL && !renamed))
                request.Attribute(attributes.Type, attributes.Value);
        }
        return request;
    }
}
