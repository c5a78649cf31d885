using OciRuntime.Native;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>The socket to whoever waits for this process; the picture is in <see cref="SyncPoint"/>.</summary>
internal static unsafe class ParentChannel
{
    /// <summary>Reports <paramref name="point"/>.</summary>
    /// <returns>0 or an errno.</returns>
    public static int Report(SyncPoint point, int value, ChildState* s)
    {
        SyncMessage message = default;
        message.Point = point;
        message.Value = value;
        return Check((int)send(s->Sync, &message, (nuint)sizeof(SyncMessage), MSG_NOSIGNAL), Phase.Socket, s);
    }

    /// <summary>
    /// Waits until the other end reports <paramref name="point"/>; ends this process if the other end is gone.
    /// </summary>
    /// <returns>0 or an errno.</returns>
    public static int Wait(SyncPoint point, ChildState* s)
    {
        SyncPoint reported;
        int error = Next(&reported, s);
        if (error != 0) return error;
        return reported == point ? 0 : Unexpected(s);
    }

    /// <summary>
    /// Waits for what the other end reports next; ends this process if the other end is gone.
    /// </summary>
    /// <returns>0 or an errno.</returns>
    public static int Next(SyncPoint* point, ChildState* s)
    {
        SyncMessage message;
        nint got;
        do got = recv(s->Sync, &message, (nuint)sizeof(SyncMessage), 0);
        while (got == -1 && errno == Errno.EINTR);
        if (got == -1) return Check(-1, Phase.Socket, s);
        // The parent gave up: it reports the reason itself, and nobody is left who would read a message.
        if (got == 0) sys_exit_group(1);
        *point = message.Point;
        return got == sizeof(SyncMessage) ? 0 : Unexpected(s);
    }

    /// <summary>The other end has not kept to the order of <see cref="SyncPoint"/>.</summary>
    public static int Unexpected(ChildState* s)
    {
        s->Phase = Phase.ParentGone;
        return Errno.EPROTO;
    }

    /// <summary>Waits until the other end is closed.</summary>
    public static void AwaitEnd(int socket)
    {
        SyncMessage message;
        nint got;
        do got = recv(socket, &message, (nuint)sizeof(SyncMessage), 0);
        while (got > 0 || (got == -1 && errno == Errno.EINTR));
    }

    /// <summary>
    /// Sends <paramref name="fd"/> with <paramref name="length"/> bytes of <paramref name="data"/> over a Unix
    /// socket, unix(7).
    /// </summary>
    /// <returns>0 or an errno.</returns>
    public static int SendDescriptor(int socket, int fd, void* data, int length) =>
        Check(DescriptorMessage.Send(socket, fd, data, length));
}
