using System;
using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using System.Text;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Diagnostics;

/// <summary>
/// systemd's journal by its own protocol (systemd.io, Journal File Format, Native Protocol), or syslog(3): one message
/// is one datagram.
/// </summary>
internal sealed unsafe class LogService : IDisposable
{
    private const int User = 1 << 3; // LOG_USER of sys/syslog.h
    private const int Patience = 1_000; // ms for a service whose queue is full: it must not keep a container waiting
    private const int Longest = 32768; // characters; a datagram has to fit the socket's buffer, unix(7)

    private readonly OwnedFd socket;
    private readonly string name;
    private readonly bool isJournal;

    private LogService(string path, string name, bool isJournal)
    {
        foreach (char c in name)
        {
            // A line of its own would be a field of the journal, or a message of its own.
            if (char.IsControl(c)) throw new OcirunException("a name in --log has no lines", FailureCodes.Usage);
        }
        socket = DescriptorSocket.Connect(path, SOCK_DGRAM);
        (this.name, this.isJournal) = (name.Length == 0 ? "ocirun" : name, isJournal);
    }

    /// <summary>The journal.</summary>
    /// <param name="name">SYSLOG_IDENTIFIER of the entries; empty: ocirun.</param>
    /// <exception cref="LinuxException">It cannot be reached.</exception>
    public static LogService Journald(string name) =>
        new("/run/systemd/journal/socket", name, isJournal: true);

    /// <summary>The system's log.</summary>
    /// <param name="name">Its tag; empty: ocirun.</param>
    /// <exception cref="LinuxException">It cannot be reached.</exception>
    public static LogService Syslog(string name) =>
        new("/dev/log", name, isJournal: false);

    /// <summary>Sends <paramref name="message"/>; one that is refused must not hide what it was to report.</summary>
    /// <param name="level">debug, warning or error.</param>
    /// <param name="message">The message.</param>
    public void Send(string level, string message)
    {
        int priority = level switch { "debug" => 7, "warning" => 4, _ => 3 }; // LOG_DEBUG, LOG_WARNING, LOG_ERR
        if (message.Length > Longest) message = message[..Longest];
        byte[] datagram = isJournal ? Entry(priority, name, message)
            : Encoding.UTF8.GetBytes($"<{User | priority}>{name}: {message}");
        pollfd room;
        room.fd = socket.Fd;
        room.events = POLLOUT;
        room.revents = 0;
        // Safe: one entry on this stack; the array is pinned for the call.
        poll(&room, 1, Patience);
        fixed (byte* start = datagram)
            send(socket.Fd, start, (nuint)datagram.Length, MSG_NOSIGNAL | MSG_DONTWAIT);
    }

    /// <summary>
    /// Fields, one a line; a message that may have several lines is written with its length, little-endian.
    /// </summary>
    public static byte[] Entry(int priority, string name, string message)
    {
        byte[] text = Encoding.UTF8.GetBytes(message);
        using MemoryStream entry = new();
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        entry.Write(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"PRIORITY={priority}\nSYSLOG_IDENTIFIER={name}\nMESSAGE\n")));
        entry.Write(length);
        entry.Write(text);
        entry.WriteByte((byte)'\n');
        return entry.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
