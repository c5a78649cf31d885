namespace OciRuntime.Native.Abi;

// <linux/netlink.h>, <linux/rtnetlink.h>, <linux/if_addr.h>
public struct sockaddr_nl
{
    public ushort nl_family, nl_pad;
    public uint nl_pid, nl_groups;
}

public struct nlmsghdr
{
    public uint nlmsg_len;
    public ushort nlmsg_type, nlmsg_flags;
    public uint nlmsg_seq, nlmsg_pid;
}

public struct nlmsgerr
{
    public int error;
    public nlmsghdr msg;
}

public struct rtattr
{
    public ushort rta_len, rta_type;
}

public struct ifinfomsg
{
    public byte ifi_family, __ifi_pad;
    public ushort ifi_type;
    public int ifi_index;
    public uint ifi_flags, ifi_change;
}

public struct ifaddrmsg
{
    public byte ifa_family, ifa_prefixlen, ifa_flags, ifa_scope;
    public uint ifa_index;
}

public struct ifa_cacheinfo
{
    public uint ifa_prefered, ifa_valid, cstamp, tstamp;
}
