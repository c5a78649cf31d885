namespace OciRuntime.Native.Abi;

// <sys/socket.h>, <linux/un.h>
public unsafe struct sockaddr_un
{
    public ushort sun_family;
    public fixed byte sun_path[108];
}

public unsafe struct iovec
{
    public void* iov_base;
    public nuint iov_len;
}

public unsafe struct msghdr
{
    public void* msg_name;
    public uint msg_namelen;
    public iovec* msg_iov;
    public nuint msg_iovlen;
    public void* msg_control;
    public nuint msg_controllen;
    public int msg_flags;
}

public struct cmsghdr
{
    public nuint cmsg_len;
    public int cmsg_level, cmsg_type;
}

public struct ucred
{
    public int pid;
    public uint uid, gid;
}
