using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Mono.Unix.Native;

namespace OciRuntime.SpecTests.Harness;

/// <summary>A descriptor that came over a socket, and the text beside it.</summary>
internal sealed record Descriptor(int Fd, string Text) : IDisposable
{
    public void Dispose() => Syscall.close(Fd);
}

/// <summary>
/// A listening Unix socket to which the runtime sends one descriptor at a time: a console's master, a pidfd.
/// </summary>
internal sealed unsafe class DescriptorSocket : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public DescriptorSocket(string path)
    {
        Path = path;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
    }

    public string Path { get; }

    /// <summary>The next one, awaited for ten seconds.</summary>
    public Descriptor Receive()
    {
        Assert.True(_listener.Poll(TimeSpan.FromSeconds(30), SelectMode.SelectRead), "nobody connected");
        using Socket connection = _listener.Accept();
        // .NET sets its sockets non-blocking now and then; what is sent may come a moment after the connection
        connection.Poll(TimeSpan.FromSeconds(30), SelectMode.SelectRead);
        byte* text = stackalloc byte[256];
        byte* control = stackalloc byte[24]; // CMSG_SPACE(sizeof(int)), cmsg(3)
        var vector = new Vector { Base = text, Length = 256 };
        var header = new Header { Vectors = &vector, Count = 1, Control = control, ControlLength = 24 };
        nint got = recvmsg((int)connection.Handle, &header, 0x40000000); // MSG_CMSG_CLOEXEC
        Assert.True(got > 0 && header.ControlLength >= 20, $"{got} bytes and no descriptor came");
        return new Descriptor(*(int*)(control + 16), Encoding.UTF8.GetString(text, (int)got));
    }

    public void Dispose() => _listener.Dispose();

    [DllImport("libc", SetLastError = true)]
    private static extern nint recvmsg(int socket, Header* header, int flags);

    // struct iovec and struct msghdr, recvmsg(2)
    private struct Vector
    {
        public void* Base;
        public nint Length;
    }

    private struct Header
    {
        public void* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nint Count;
        public void* Control;
        public nint ControlLength;
        public int Flags;
    }
}
