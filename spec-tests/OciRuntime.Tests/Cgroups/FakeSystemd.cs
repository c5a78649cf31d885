using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using OciRuntime.Cgroups.Systemd;

namespace OciRuntime.Tests.Cgroups;

/// <summary>A D-Bus peer that answers as systemd's manager does, written from the D-Bus specification alone.</summary>
internal sealed class FakeSystemd : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Thread _thread;
    private readonly string _directory = Directory.CreateTempSubdirectory("ocirun-bus-").FullName;

    public FakeSystemd()
    {
        Path = System.IO.Path.Combine(_directory, "bus");
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    public string Path { get; }

    /// <summary>The calls, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>How many connections were made.</summary>
    public int Connections { get; private set; }

    /// <summary>So many calls have to be there before the first one is answered.</summary>
    public int HoldUntil { get; set; } = 1;

    /// <summary>How long a job takes to be started, in ms.</summary>
    public int Delay { get; set; }

    /// <summary>The result of jobs; null: they never end.</summary>
    public string? JobResult { get; set; } = "done";

    /// <summary>Errors by method, answered once each, or as often as <see cref="Refusals"/> says.</summary>
    public Dictionary<string, string> Errors { get; } = [];

    /// <summary>How often an error is answered.</summary>
    public Dictionary<string, int> Refusals { get; } = [];

    private void Serve()
    {
        try
        {
            while (true)
            {
                Socket client = _listener.Accept();
                Connections++;
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Serve(Socket client)
    {
        using NetworkStream stream = new(client, ownsSocket: true);
        try
        {
            Authenticate(stream);
            var held = new List<(uint, DBusMessage)>();
            while (ReadMessage(stream) is { } call)
            {
                held.Add(call);
                if (held.Count < HoldUntil) continue;
                foreach ((uint, DBusMessage) one in held) Answer(stream, one);
                held.Clear();
                HoldUntil = 1;
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The peer is gone.
        }
    }

    /// <summary>
    /// As systemd's own socket, which reads 256 bytes at a time and looks at nothing that comes together with BEGIN.
    /// </summary>
    private static void Authenticate(NetworkStream stream)
    {
        byte[] buffer = new byte[256];
        string text = "";
        for (bool answered = false; !text.Contains("BEGIN\r\n", StringComparison.Ordinal);)
        {
            // Whoever sends BEGIN after the answer sends a call right behind it.
            if (answered) Thread.Sleep(50);
            int got = stream.Read(buffer);
            if (got == 0) throw new IOException("closed");
            text += Encoding.ASCII.GetString(buffer, 0, got);
            if (answered || !text.Contains("DATA\r\n", StringComparison.Ordinal)) continue;
            stream.Write("DATA\r\nOK 0123456789abcdef0123456789abcdef\r\n"u8);
            answered = true;
        }
        if (text != "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n") throw new IOException("a call that nobody reads");
    }

    private static (uint Serial, DBusMessage Message)? ReadMessage(NetworkStream stream)
    {
        byte[] header = new byte[16];
        if (stream.ReadAtLeast(header, 16, throwOnEndOfStream: false) < 16) return null;
        byte[] all = new byte[DBusMessage.Length(header)];
        header.CopyTo(all, 0);
        stream.ReadExactly(all, 16, all.Length - 16);
        return (BitConverter.ToUInt32(all, 8), new DBusMessage(all));
    }

    private void Answer(NetworkStream stream, (uint Serial, DBusMessage Message) call)
    {
        string member = call.Message.Member;
        string argument = call.Message.Signature.StartsWith('s') ? call.Message.ReadString() : "";
        lock (Calls) Calls.Add($"{member} {argument}".Trim());
        if (Errors.TryGetValue(member, out string? error))
        {
            int left = Refusals[member] = Refusals.GetValueOrDefault(member, 1) - 1;
            if (left == 0) Errors.Remove(member);
            Write(stream, DBusMessage.Error, call.Serial, "s", new DBusBody().String("it was refused"), error: error);
            return;
        }
        bool job = member is "StartTransientUnit" or "StopUnit";
        if (job) Thread.Sleep(Delay);
        string text = member == "Get" ? "/user.slice/user@1000.service" : "/org/freedesktop/systemd1/job/7";
        DBusBody body = member == "Get" ? new DBusBody().Signature("s").String(text) : new DBusBody().String(text);
        // Another's job ends first: only one's own counts.
        if (job)
            Removed(stream, "/org/freedesktop/systemd1/job/6", argument, "failed");
        Write(
            stream,
            DBusMessage.MethodReturn,
            call.Serial,
            member == "Get" ? "v"
                : job ? "o"
                : "",
            job || member == "Get" ? body : new DBusBody()
        );
        if (job && JobResult is not null)
            Removed(stream, text, argument, JobResult);
    }

    private static void Removed(NetworkStream stream, string job, string unit, string result) =>
        Write(
            stream,
            DBusMessage.Signal,
            0,
            "uoss",
            new DBusBody().UInt32(7).String(job).String(unit).String(result),
            member: "JobRemoved"
        );

    private static void Write(
        NetworkStream stream,
        byte type,
        uint reply,
        string signature,
        DBusBody body,
        string? member = null,
        string? error = null
    )
    {
        DBusBody header = new DBusBody()
            .Byte((byte)'l')
            .Byte(type)
            .Byte(1)
            .Byte(1)
            .UInt32((uint)body.Bytes.Length)
            .UInt32(99);
        header.Array(8, fields =>
        {
            if (reply != 0)
                fields.Align(8).Byte(DBusMessage.ReplySerialField).Signature("u").UInt32(reply);
            if (member is not null)
                fields.Align(8).Byte(DBusMessage.MemberField).Signature("s").String(member);
            if (error is not null)
                fields.Align(8).Byte(DBusMessage.ErrorNameField).Signature("s").String(error);
            if (signature.Length > 0)
                fields.Align(8).Byte(DBusMessage.SignatureField).Signature("g").Signature(signature);
        });
        stream.Write(header.Align(8).Bytes);
        stream.Write(body.Bytes);
    }

    public void Dispose()
    {
        _listener.Dispose();
        Directory.Delete(_directory, true);
    }
}
