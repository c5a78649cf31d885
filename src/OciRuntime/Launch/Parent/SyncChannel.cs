using System;
using OciRuntime.Diagnostics;
using OciRuntime.Launch.Child;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Parent;

/// <summary>One end of the socket pair for the messages of <see cref="SyncPoint"/>.</summary>
internal sealed unsafe class SyncChannel(OwnedFd socket) : IDisposable
{
    /// <summary>The descriptor.</summary>
    public int Fd => socket.Fd;

    /// <summary>A connected pair: this end, and the number of the other, which the child inherits.</summary>
    public static SyncChannel Pair(out OwnedFd other)
    {
        int* pair = stackalloc int[2];
        if (LibC.socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
            LinuxException.Throw("socketpair", "");
        other = new OwnedFd(pair[1]);
        return new SyncChannel(new OwnedFd(pair[0]));
    }

    /// <summary>Says that <paramref name="point"/> is reached.</summary>
    /// <returns>False when the other end is gone; what it said before that is still there to be received.</returns>
    /// <exception cref="LinuxException">send(2) failed for want of memory.</exception>
    public bool Send(SyncPoint point)
    {
        SyncMessage message = default;
        message.Point = point;
        if (DebugLog.On) DebugLog.Write($"to the process: {Name(point)}");
        nint sent;
        do sent = send(socket.Fd, &message, (nuint)sizeof(SyncMessage), MSG_NOSIGNAL);
        while (sent == -1 && errno == Errno.EINTR);
        // Any other failure would leave the other end to wait, and this one for it.
        if (sent == -1 && errno is not (Errno.EPIPE or Errno.ECONNRESET)) LinuxException.Throw("send", "sync socket");
        return sent == sizeof(SyncMessage);
    }

    /// <summary>
    /// Whether <see cref="Receive"/> would return at once: with a message, or because the other end is gone.
    /// </summary>
    public bool HasMore
    {
        get
        {
            pollfd one;
            one.fd = socket.Fd;
            one.events = POLLIN;
            one.revents = 0;
            // Safe: one entry on this stack.
            return poll(&one, 1, 0) == 1;
        }
    }

    /// <summary>Waits for the next message.</summary>
    /// <param name="message">What the other end said.</param>
    /// <param name="descriptor">A descriptor that came with it, or null.</param>
    /// <returns>False at end of file: the other end is gone.</returns>
    public bool Receive(out SyncMessage message, out OwnedFd? descriptor)
    {
        SyncMessage received = default;
        int got, fd;
        // ECONNRESET once, before the messages that are still there, if the other end was closed without reading ours:
        // unix_release_sock of the kernel.
        do got = DescriptorMessage.Receive(socket.Fd, &received, sizeof(SyncMessage), out fd);
        while (got == -1 && errno == Errno.ECONNRESET);
        if (got == -1) LinuxException.Throw("recvmsg", "sync socket");
        if (DebugLog.On) DebugLog.Write($"from the process: {(got > 0 ? Name(received.Point) : "end of file")}");
        descriptor = fd == -1 ? null : new OwnedFd(fd);
        message = received;
        return got == sizeof(SyncMessage);
    }

    /// <summary>The point's name, which a compiled program has no metadata of.</summary>
    private static string Name(SyncPoint point) => point switch
    {
        SyncPoint.Cloned => "cloned",
        SyncPoint.Mapped => "ids are mapped",
        SyncPoint.InCgroup => "is in its cgroups",
        SyncPoint.MapMount => "the ids of a mount",
        SyncPoint.Hooks => "hooks",
        SyncPoint.Limits => "limits",
        SyncPoint.Ready => "ready",
        SyncPoint.Start => "start",
        SyncPoint.SeccompListener => "the seccomp listener",
        SyncPoint.Failed => "failed",
        SyncPoint.NotYet => "not yet",
        _ => "created",
    };

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
