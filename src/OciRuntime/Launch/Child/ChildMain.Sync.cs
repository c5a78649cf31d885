using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>Meeting the parent: architecture.md's picture is in <see cref="SyncPoint"/>.</summary>
internal static unsafe partial class ChildMain
{
    private static int Tell(SyncPoint point, int value, ChildState* s)
    {
        SyncMessage message = default;
        message.Point = point;
        message.Value = value;
        return Check((int)send(s->Sync, &message, (nuint)sizeof(SyncMessage), MSG_NOSIGNAL), Phase.Socket, s);
    }

    private static int Wait(SyncPoint point, ChildState* s)
    {
        SyncMessage message;
        nint got;
        do got = recv(s->Sync, &message, (nuint)sizeof(SyncMessage), 0);
        while (got == -1 && errno == Errno.EINTR);
        if (got == -1) return Check(-1, Phase.Socket, s);
        if (got == sizeof(SyncMessage) && message.Point == point) return 0;
        s->Phase = Phase.ParentGone;
        // The parent gave up: it says why itself, and there is nobody left to tell.
        if (got == 0) sys_exit_group(1);
        return Errno.EPROTO;
    }

    /// <summary>Waits until the other end is closed.</summary>
    private static void AwaitEnd(int socket)
    {
        SyncMessage message;
        nint got;
        do got = recv(socket, &message, (nuint)sizeof(SyncMessage), 0);
        while (got > 0 || (got == -1 && errno == Errno.EINTR));
    }

    private static int Sync(Operation* o, ChildState* s)
    {
        int error = Tell((SyncPoint)o->A, 0, s);
        return error != 0 ? error : Wait((SyncPoint)o->A, s);
    }

    private static int Ready(ChildState* s)
    {
        // From here on signals act on the container, as they will on its program.
        SignalActions.Unblock();
        return Tell(SyncPoint.Ready, 0, s);
    }

    private static int ReleaseMemory(Operation* o)
    {
        MemoryRange* ranges = (MemoryRange*)o->Data;
        // Safe: the plan holds B ranges. A refusal costs memory and nothing else, so it is no error.
        for (int i = 0; i < o->B; i++) madvise(ranges[i].Start, ranges[i].Length, MADV_DONTNEED);
        return 0;
    }

    private static int AwaitStart(Operation* o, ChildState* s)
    {
        if (o->Fd == -1) return Wait(SyncPoint.Start, s);
        // A create that was killed has told nobody of this process: it ends with it.
        int error = Wait(SyncPoint.Created, s);
        if (error != 0) return error;
        close(s->Sync);
        int connection;
        do connection = accept4(o->Fd, null, null, SOCK_CLOEXEC);
        while (connection == -1 && errno == Errno.EINTR);
        if (connection == -1) return Check(-1, Phase.Socket, s);
        s->Sync = connection;
        close(o->Fd);
        // Whoever connects and leaves without the word wants the container gone: delete does so.
        return Wait(SyncPoint.Start, s);
    }

    /// <summary>Sends <paramref name="fd"/> with <paramref name="length"/> bytes of <paramref name="data"/> over a Unix socket, unix(7).</summary>
    private static int SendDescriptor(int socket, int fd, void* data, int length)
    {
        const int Space = 24; // CMSG_SPACE(sizeof(int)) on 64-bit: a 16-byte header, 4 bytes, 4 of padding
        byte* control = stackalloc byte[Space];
        *(long*)control = 0;
        *(long*)(control + 8) = 0;
        *(long*)(control + 16) = 0;
        cmsghdr* header = (cmsghdr*)control;
        header->cmsg_len = 20;
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        *(int*)(control + 16) = fd;
        iovec vector;
        vector.iov_base = data;
        vector.iov_len = (nuint)length;
        msghdr message = default;
        message.msg_iov = &vector;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = Space;
        return Check((int)sendmsg(socket, &message, MSG_NOSIGNAL));
    }
}
