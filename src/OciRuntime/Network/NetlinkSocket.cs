using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Network;

/// <summary>A socket of rtnetlink(7) in one network namespace: a request, and its answer read to the end.</summary>
internal sealed unsafe class NetlinkSocket(string path) : IDisposable
{
    // NLMSG_GOODSIZE at most, the largest piece of a dump: net/netlink/af_netlink.c, netlink_dump
    private const int Room = 32768;

    private readonly OwnedFd fd = Open(path);
    private readonly byte[] buffer = new byte[Room];

    /// <summary>Sends <paramref name="request"/>; 0, or the errno that the kernel answers.</summary>
    /// <param name="request">With NLM_F_ACK or NLM_F_DUMP, or the kernel says nothing when it has done it.</param>
    /// <param name="answers">Takes the messages of the answer, header included.</param>
    /// <exception cref="LinuxException">The socket failed.</exception>
    public int Ask(NetlinkMessage request, List<byte[]>? answers = null)
    {
        ReadOnlySpan<byte> bytes = request.Bytes;
        // Safe: the bytes are pinned for the call; an address is not needed, the kernel is the default peer,
        // netlink(7).
        fixed (byte* start = bytes)
        {
            if (send(fd.Fd, start, (nuint)bytes.Length, 0) == -1) LinuxException.Throw("send to", path);
        }
        while (true)
        {
            if (Read(Receive(), answers) is int result) return result;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => fd.Dispose();

    private static OwnedFd Open(string path)
    {
        OwnedFd made = NetworkNamespace.Socket(path, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
        int on = 1;
        // Without it a dump gives the addresses of all devices, and the family has to be sorted out here.
        if (LibC.setsockopt(made.Fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(int)) == 0) return made;
        int error = errno;
        made.Dispose();
        throw new LinuxException("setsockopt", "NETLINK_GET_STRICT_CHK", error);
    }

    private ReadOnlySpan<byte> Receive()
    {
        nint got;
        do
        {
            // Safe: the buffer is pinned for the call; with MSG_TRUNC the result may be more than its length, which is
            // checked.
            fixed (byte* start = buffer) got = recv(fd.Fd, start, Room, MSG_TRUNC);
        }
        while (got == -1 && errno == Errno.EINTR);
        if (got == -1) LinuxException.Throw("receive from", path);
        if (got > Room) throw new LinuxException("receive from", path, Errno.EMSGSIZE);
        return buffer.AsSpan(0, (int)got);
    }

    /// <summary>What the messages of one datagram say; null where more is to come.</summary>
    private static int? Read(ReadOnlySpan<byte> datagram, List<byte[]>? answers)
    {
        while (datagram.Length >= sizeof(nlmsghdr))
        {
            nlmsghdr header = MemoryMarshal.Read<nlmsghdr>(datagram);
            if (header.nlmsg_len < sizeof(nlmsghdr) || header.nlmsg_len > datagram.Length) return Errno.EBADMSG;
            // Both carry an int first: 0, or the errno with its sign turned.
            if (header.nlmsg_type is NLMSG_ERROR or NLMSG_DONE)
                return -MemoryMarshal.Read<int>(datagram[sizeof(nlmsghdr)..]);
            answers?.Add(datagram[..(int)header.nlmsg_len].ToArray());
            datagram = datagram[Math.Min(NetlinkMessage.Aligned((int)header.nlmsg_len), datagram.Length)..];
        }
        return null;
    }
}
