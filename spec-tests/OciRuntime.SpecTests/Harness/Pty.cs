using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using Mono.Unix.Native;

namespace OciRuntime.SpecTests.Harness;

/// <summary>
/// The master of a pseudoterminal: one that the tests made, on which the runtime is started as a shell would start it,
/// or
/// one that the runtime sent. Everything that comes is kept.
/// </summary>
internal sealed unsafe class Pty : IDisposable
{
    private readonly int _master;
    private readonly StringBuilder _output = new();
    private readonly Thread _reader;
    private bool _hungUp;
    private volatile bool _closed;
    private volatile bool _paused;

    /// <summary>Takes over a master.</summary>
    public Pty(int master)
    {
        _master = master;
        _reader = new Thread(Read) { IsBackground = true };
        _reader.Start();
    }

    /// <summary>A new pseudoterminal of the host, with a window of 24 rows and 80 columns.</summary>
    public static Pty Open()
    {
        const int ReadWriteNoControlCloseOnExec = 0x2 | 0x100 | 0x80000; // O_RDWR | O_NOCTTY | O_CLOEXEC
        int master = posix_openpt(ReadWriteNoControlCloseOnExec);
        Assert.True(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0, "posix_openpt");
        return new Pty(master) { Size = (24, 80) };
    }

    /// <summary>What has come so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>What has come so far, by lines, without carriage returns.</summary>
    public string[] Lines => Output.Replace("\r", "", StringComparison.Ordinal).TrimEnd().Split('\n');

    /// <summary>Nobody reads as long as it is set, and soon nothing more can be written.</summary>
    public bool Paused
    {
        set => _paused = value;
    }

    /// <summary>Whether every other end is closed.</summary>
    public bool HungUp
    {
        get
        {
            lock (_output) return _hungUp;
        }
    }

    /// <summary>The path of the other end on the host.</summary>
    public string Slave
    {
        get
        {
            int number;
            Assert.Equal(0, ioctl(_master, 0x80045430, &number)); // TIOCGPTN
            return $"/dev/pts/{number}";
        }
    }

    /// <summary>The window.</summary>
    public (int Rows, int Columns) Size
    {
        get
        {
            ushort* size = stackalloc ushort[4];
            Assert.Equal(0, ioctl(_master, 0x5413, size)); // TIOCGWINSZ
            return (size[0], size[1]);
        }
        set
        {
            ushort* size = stackalloc ushort[4];
            (size[0], size[1]) = ((ushort)value.Rows, (ushort)value.Columns);
            Assert.Equal(0, ioctl(_master, 0x5414, size)); // TIOCSWINSZ
        }
    }

    /// <summary>The terminal's attributes: struct termios of asm-generic/termbits.h.</summary>
    public byte[] Attributes
    {
        get
        {
            byte[] attributes = new byte[36];
            fixed (byte* data = attributes) Assert.Equal(0, ioctl(_master, 0x5401, data)); // TCGETS
            return attributes;
        }
    }

    /// <summary>Whether input arrives byte by byte and without echo: neither ICANON nor ECHO in c_lflag.</summary>
    public bool IsRaw => (BitConverter.ToInt32(Attributes, 12) & (2 | 8)) == 0;

    /// <summary>Starts a program in a new session with this as its terminal and standard streams.</summary>
    public Process Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("/bin/sh");
        foreach (
            string word in (string[])
                ["-c", "pts=$1; shift; exec setsid --ctty --wait \"$@\" <\"$pts\" >\"$pts\" 2>&1", "sh", Slave, program]
        )
            start.ArgumentList.Add(word);
        foreach (string word in arguments)
            start.ArgumentList.Add(word);
        return Process.Start(start)!;
    }

    /// <summary>Starts a verb of the runtime under test.</summary>
    public Process StartRuntime(params IEnumerable<string> arguments) =>
        Start(RuntimeUnderTest.Binary, ["--root", TestRun.StateRoot, .. arguments]);

    public void Write(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* data = bytes) Assert.Equal(bytes.Length, Syscall.write(_master, data, (ulong)bytes.Length));
    }

    /// <summary>
    /// Waits until <paramref name="text"/> has come; runc passes on the first lines with a second carriage return.
    /// </summary>
    public Pty WaitFor(string text) =>
        WaitFor(
            () => Output.Replace("\r\r", "\r", StringComparison.Ordinal).Contains(text, StringComparison.Ordinal),
            text
        );

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    public Pty WaitFor(Func<bool> condition, string what)
    {
        Wait.Until(condition, what, () => Output);
        return this;
    }

    private void Read()
    {
        byte* buffer = stackalloc byte[4096];
        while (true)
        {
            while (_paused && !_closed) Thread.Sleep(5);
            long got = Syscall.read(_master, buffer, 4096);
            if (got <= 0 && Stdlib.GetLastError() == Errno.EINTR) continue;
            lock (_output)
            {
                if (got > 0) _output.Append(Encoding.UTF8.GetString(buffer, (int)got));
                else _hungUp = true;
            }
            if (got > 0) continue;
            // EIO as long as nobody has the other end open: of a new pseudoterminal somebody is going to
            Thread.Sleep(5);
            if (_closed) return;
        }
    }

    public void Dispose()
    {
        _closed = true;
        _reader.Join(100);
        Syscall.close(_master);
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int posix_openpt(int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int grantpt(int fd);

    [DllImport("libc", SetLastError = true)]
    private static extern int unlockpt(int fd);

    [DllImport("libc", SetLastError = true)]
    private static extern int ioctl(int fd, nuint request, void* argument);
}
