using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.Systemd;

/// <summary>One connection to a D-Bus peer over a unix socket; calls wait, with a limit; D-Bus Specification.</summary>
internal sealed unsafe class DBusConnection : IDisposable
{
    /// <summary>How long an answer may take, in ms; as libdbus.</summary>
    public const int Patience = 25_000;

    private readonly OwnedFd socket;
    private readonly Queue<DBusMessage> signals = new();
    private readonly HashSet<uint> posted = [];
    private readonly List<byte> unsent = [];
    private readonly DBusInput input;
    private readonly string address;
    private uint serial;
    private bool accepted;

    private DBusConnection(OwnedFd socket, string path)
    {
        (this.socket, address) = (socket, path);
        input = new DBusInput(socket);
    }

    /// <summary>
    /// Connects to the socket at <paramref name="path"/> and says who we are: the kernel vouches for the user id. What
    /// the peer says to that is read with the first answer.
    /// </summary>
    /// <exception cref="ServiceException">Nobody answers there.</exception>
    public static DBusConnection Open(string path)
    {
        DBusConnection connection = new(
            OwnedFd.From(Libc.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket", "AF_UNIX"),
            path
        );
        try
        {
            connection.Connect();
            // At once, as sd-bus does: systemd's own socket may read a BEGIN sent later together with a call that
            // follows, if
            // both fit its 256 bytes, and then waits for more before it looks at the call.
            connection.Send("\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n"u8);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Connect()
    {
        if (KernelText.ByteCount(address) >= UnixAddress.LongestPath)
        {
            throw new ServiceException(
                $"the path of the bus `{address}` is longer than {UnixAddress.LongestPath - 1} bytes"
            );
        }
        sockaddr_un name = UnixAddress.FromPath(address);
        // Safe: the address is complete and its length is that of the struct.
        if (LibC.connect(socket.Fd, (Tmds.Linux.sockaddr*)&name, sizeof(sockaddr_un)) == -1)
        {
            throw new ServiceException(
                $"cannot connect to systemd at `{address}`: {Errno.Describe(errno)} ({Errno.Name(errno)})"
            );
        }
    }

    /// <summary>Calls a method and waits for its answer.</summary>
    /// <exception cref="ServiceException">An error came back, or nothing in time.</exception>
    public DBusMessage Call(
        string destination,
        string path,
        string @interface,
        string member,
        string signature,
        ReadOnlySpan<byte> body
    )
    {
        Append(destination, path, @interface, member, signature, body);
        AwaitWelcome();
        Send(CollectionsMarshal.AsSpan(unsent));
        unsent.Clear();
        long end = Environment.TickCount64 + Patience;
        while (true)
        {
            DBusMessage message = input.Message(end)
                ?? throw new ServiceException($"systemd did not answer `{member}` within {Patience / 1000} s");
            if (DebugLog.On) Tell(message);
            if (message.Type == DBusMessage.Signal)
                signals.Enqueue(message);
            bool isPosted = posted.Remove(message.ReplySerial);
            if (!isPosted && message.ReplySerial != serial)
                continue;
            if (message.Type == DBusMessage.Error)
                throw Refused(isPosted ? "to take part in the bus" : $"`{member}`", message);
            if (!isPosted)
                return message;
        }
    }

    /// <summary>
    /// Adds a method whose answer holds nothing to what the next <see cref="Call"/> sends: a peer answers in order, so
    /// that
    /// its refusal is that call's failure, and nobody waits for it alone.
    /// </summary>
    public void Post(
        string destination,
        string path,
        string @interface,
        string member,
        string signature,
        ReadOnlySpan<byte> body
    )
    {
        Append(destination, path, @interface, member, signature, body);
        posted.Add(serial);
    }

    private void Append(
        string destination,
        string path,
        string @interface,
        string member,
        string signature,
        ReadOnlySpan<byte> body
    )
    {
        serial++;
        if (DebugLog.On) DebugLog.Write($"to systemd: {member}");
        unsent.AddRange(Header(destination, path, @interface, member, signature, body.Length));
        unsent.AddRange(body);
    }

    private static void Tell(DBusMessage message) =>
        DebugLog.Write(
            "from systemd: " + message.Type switch
            {
                DBusMessage.Signal => message.Member,
                DBusMessage.Error => message.ErrorName,
                _ => "done",
            }
        );

    private static ServiceException Refused(string what, DBusMessage error)
    {
        string text = error.Signature.StartsWith('s') ? error.ReadString() : error.ErrorName;
        return new ServiceException($"systemd refused {what}: {text} ({error.ErrorName})", error.ErrorName);
    }

    /// <summary>
    /// The next signal, or null when none comes until <paramref name="end"/> on <see cref="Environment.TickCount64"/>.
    /// </summary>
    public DBusMessage? NextSignal(long end)
    {
        if (signals.TryDequeue(out DBusMessage? waiting)) return waiting;
        while (true)
        {
            DBusMessage? message = input.Message(end);
            if (DebugLog.On && message is not null) Tell(message);
            if (message is null or { Type: DBusMessage.Signal }) return message;
        }
    }

    private byte[] Header(
        string destination,
        string path,
        string @interface,
        string member,
        string signature,
        int bodyLength
    )
    {
        DBusBody header = new();
        header.Byte((byte)'l').Byte(DBusMessage.MethodCall).Byte(0).Byte(1).UInt32((uint)bodyLength).UInt32(serial);
        header.Array(8, fields =>
        {
            fields.Byte(DBusMessage.PathField).Signature("o").String(path);
            fields.Align(8).Byte(DBusMessage.DestinationField).Signature("s").String(destination);
            fields.Align(8).Byte(DBusMessage.InterfaceField).Signature("s").String(@interface);
            fields.Align(8).Byte(DBusMessage.MemberField).Signature("s").String(member);
            if (signature.Length > 0)
                fields.Align(8).Byte(DBusMessage.SignatureField).Signature("g").Signature(signature);
        });
        return header.Align(8).Bytes.ToArray();
    }

    /// <summary>
    /// Nothing may follow BEGIN before the peer has read it (docs/adr/0013), which its answers show: they are there by
    /// now, as a rule, since something else was done after <see cref="Open"/>.
    /// </summary>
    private void AwaitWelcome()
    {
        if (accepted) return;
        long end = Environment.TickCount64 + Patience;
        foreach (string word in new[] { "DATA", "OK" })
        {
            string line = input.Line(end) ?? throw new ServiceException($"nobody answers at `{address}`");
            if (!line.StartsWith(word, StringComparison.Ordinal))
                throw new ServiceException($"systemd at `{address}` does not accept this user: {line}");
        }
        accepted = true;
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        long end = Environment.TickCount64 + Patience;
        while (!bytes.IsEmpty)
        {
            nint sent;
            // Safe: the span is pinned for the call.
            fixed (byte* start = bytes) sent = send(socket.Fd, start, (nuint)bytes.Length, MSG_NOSIGNAL);
            if (sent >= 0) bytes = bytes[(int)sent..];
            else if (errno == Errno.EAGAIN)
            {
                if (!WaitFor(socket, POLLOUT, end))
                    throw new ServiceException($"systemd read nothing within {Patience / 1000} s");
            }
            else if (errno != Errno.EINTR)
            {
                LinuxException.Throw("send to", "systemd");
            }
        }
    }

    /// <summary>Waits for <paramref name="events"/> of poll(2) until <paramref name="end"/>.</summary>
    public static bool WaitFor(OwnedFd socket, short events, long end)
    {
        long left = end - Environment.TickCount64;
        if (left <= 0) return false;
        pollfd waiting;
        waiting.fd = socket.Fd;
        waiting.events = events;
        waiting.revents = 0;
        return poll(&waiting, 1, (int)left) != 0;
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
