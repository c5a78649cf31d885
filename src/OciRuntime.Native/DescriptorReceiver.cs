using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>Takes one descriptor from a Unix socket, unix(7), SCM_RIGHTS.</summary>
public static unsafe class DescriptorReceiver
{
    /// <summary>Waits for the next message and returns its descriptor, or null where it has none.</summary>
    public static OwnedFd? Receive(int socket)
    {
        const int Space = 24; // CMSG_SPACE(sizeof(int)), cmsg(3)
        byte* control = stackalloc byte[Space];
        byte* text = stackalloc byte[256];
        iovec vector;
        vector.iov_base = text;
        vector.iov_len = 256;
        msghdr header = default;
        header.msg_iov = &vector;
        header.msg_iovlen = 1;
        header.msg_control = control;
        header.msg_controllen = Space;
        nint got;
        do got = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
        while (got == -1 && errno == Errno.EINTR);
        // Safe: the kernel filled msg_controllen bytes of control; 20 is CMSG_LEN(sizeof(int)).
        return got > 0 && header.msg_controllen >= 20 && ((cmsghdr*)control)->cmsg_type == SCM_RIGHTS
            ? new OwnedFd(*(int*)(control + 16))
            : null;
    }
}
