using System;
using System.Text;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.Systemd;

/// <summary>What comes in on a connection: lines first, then messages, read as much at a time as is there.</summary>
internal sealed unsafe class DBusInput(OwnedFd socket)
{
    private const int Size = 4096; // an answer and the signals around it

    private const int LongestLine = 512; // of the authentication; the longest there is has 40

    private readonly byte[] buffer = new byte[Size];
    private int start;
    private int end;

    /// <summary>The next message, or null when none comes until <paramref name="deadline"/>.</summary>
    /// <param name="deadline">On <see cref="Environment.TickCount64"/>.</param>
    /// <exception cref="ServiceException">It is malformed, or the peer is gone.</exception>
    public DBusMessage? Message(long deadline)
    {
        byte[] header = new byte[DBusMessage.FixedHeader];
        if (!TryRead(header, deadline)) return null;
        try
        {
            byte[] message = new byte[DBusMessage.Length(header)];
            header.CopyTo(message, 0);
            return TryRead(message.AsSpan(header.Length), deadline) ? new DBusMessage(message) : null;
        }
        catch (Exception error) when (error is FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw new ServiceException("systemd sent a malformed message");
        }
    }

    /// <summary>The next line without its end, or null when none comes until <paramref name="deadline"/>.</summary>
    public string? Line(long deadline)
    {
        Span<byte> line = stackalloc byte[LongestLine];
        for (int length = 0; length < line.Length; length++)
        {
            if (!TryRead(line.Slice(length, 1), deadline)) return null;
            if (line[length] == '\n') return Encoding.UTF8.GetString(line[..length]).TrimEnd('\r');
        }
        return null;
    }

    private bool TryRead(Span<byte> bytes, long deadline)
    {
        while (!bytes.IsEmpty)
        {
            if (start == end && !TryFill(deadline)) return false;
            int there = Math.Min(end - start, bytes.Length);
            buffer.AsSpan(start, there).CopyTo(bytes);
            start += there;
            bytes = bytes[there..];
        }
        return true;
    }

    private bool TryFill(long deadline)
    {
        while (true)
        {
            nint got;
            // Safe: the array is pinned for the call, and has that many bytes.
            fixed (byte* first = buffer) got = recv(socket.Fd, first, Size, 0);
            if (got == 0) throw new ServiceException("systemd closed the connection");
            if (got > 0)
            {
                (start, end) = (0, (int)got);
                return true;
            }
            if (errno == Errno.EAGAIN)
            {
                if (!DBusConnection.WaitFor(socket, POLLIN, deadline)) return false;
            }
            else if (errno != Errno.EINTR)
            {
                LinuxException.Throw("receive from", "systemd");
            }
        }
    }
}
