using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>
/// One message with one descriptor over a Unix socket, unix(7), SCM_RIGHTS. It allocates and throws nothing: the child
/// sends one after clone.
/// </summary>
public static unsafe class DescriptorMessage
{
    // cmsg(3) for one int on 64-bit: a header of 16 bytes, 4 bytes of data, 4 of padding
    private const int Space = 24, Length = 20, Data = 16;

    /// <summary>Sends <paramref name="descriptor"/> with <paramref name="length"/> bytes, sendmsg(2).</summary>
    /// <returns>How many bytes were sent, or -1 with errno set.</returns>
    public static int Send(int socket, int descriptor, void* bytes, int length)
    {
        byte* control = stackalloc byte[Space];
        *(long*)(control + Data) = 0; // the padding
        cmsghdr* rights = (cmsghdr*)control;
        rights->cmsg_len = Length;
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        // Safe: inside the bytes that were taken above.
        *(int*)(control + Data) = descriptor;
        iovec vector;
        vector.iov_base = bytes;
        vector.iov_len = (nuint)length;
        msghdr message = default;
        message.msg_iov = &vector;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = Space;
        return (int)sendmsg(socket, &message, MSG_NOSIGNAL);
    }

    /// <summary>Waits for the next message, recvmsg(2).</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="bytes">Where its bytes go.</param>
    /// <param name="length">How many there is room for.</param>
    /// <param name="descriptor">The descriptor that came with it, close-on-exec; -1 if none did.</param>
    /// <returns>How many bytes came: 0 at end of file, -1 with errno set.</returns>
    public static int Receive(int socket, void* bytes, int length, out int descriptor)
    {
        byte* control = stackalloc byte[Space];
        iovec vector;
        vector.iov_base = bytes;
        vector.iov_len = (nuint)length;
        msghdr message = default;
        message.msg_iov = &vector;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = Space;
        nint got;
        do got = (nint)LibC.recvmsg(socket, (Tmds.Linux.msghdr*)&message, LibC.MSG_CMSG_CLOEXEC);
        while (got == -1 && errno == Errno.EINTR);
        // Safe: the kernel filled msg_controllen bytes of control.
        bool came = got > 0 && message.msg_controllen >= Length && ((cmsghdr*)control)->cmsg_type == SCM_RIGHTS;
        descriptor = came ? *(int*)(control + Data) : -1;
        return (int)got;
    }
}
