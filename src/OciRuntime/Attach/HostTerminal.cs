using System;
using OciRuntime.Containers;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Attach;

/// <summary>
/// The terminal that the runtime was called from: raw while the container's is shown on it, and as it was afterwards.
/// </summary>
internal sealed unsafe class HostTerminal : IDisposable
{
    private const int TermiosSize = 64; // more than struct termios of asm-generic/termbits.h, 36 bytes

    private readonly byte[] saved = new byte[TermiosSize];
    private readonly OwnedFd output;
    private readonly TerminalReader? reader;
    private bool raw;

    /// <summary>
    /// Makes sure that there is a terminal to show another one on: a standard stream, or the controlling one; as runc
    /// does.
    /// </summary>
    /// <exception cref="ContainerException">There is none: a program that reads its terminal would never see an
    /// end.</exception>
    public static void Require()
    {
        byte* attributes = stackalloc byte[TermiosSize];
        for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        {
            if (ioctl(fd, TCGETS, attributes) == 0) return;
        }
        using OwnedFd controlling = new(Open("/dev/tty\0"u8, O_RDONLY | O_NOCTTY | O_CLOEXEC));
        if (controlling.Fd < 0)
            throw new ContainerException(
                "the process has a terminal and the caller has none to show it on: open /dev/tty: "
                    + Errno.Describe(errno)
            );
    }

    /// <summary>Opens what is written to.</summary>
    public HostTerminal()
    {
        output = OpenOutput();
        if (output.Fd >= 0) reader = new TerminalReader(output.Fd);
    }

    /// <summary>Notes that <paramref name="bytes"/> were written to <see cref="Output"/>.</summary>
    public void Wrote(nint bytes) => reader?.Wrote(bytes);

    /// <summary>
    /// Where output goes: a description of our own that does not block where standard output is a terminal, which may
    /// stop
    /// taking output at any byte; poll(2) promises room for a whole buffer in everything else.
    /// </summary>
    public int Output => output.Fd >= 0 ? output.Fd : STDOUT_FILENO;

    /// <summary>
    /// The size of the window: that of the first standard stream which is a terminal, or of the controlling one.
    /// </summary>
    /// <returns>False without a terminal, or where it has no size.</returns>
    public static bool TryGetSize(winsize* size)
    {
        for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        {
            if (ioctl(fd, TIOCGWINSZ, size) == 0) return size->ws_row != 0;
        }
        using OwnedFd controlling = new(Open("/dev/tty\0"u8, O_RDONLY | O_NOCTTY | O_CLOEXEC));
        return controlling.Fd >= 0 && ioctl(controlling.Fd, TIOCGWINSZ, size) == 0 && size->ws_row != 0;
    }

    /// <summary>
    /// Where output goes to a file or a pipe it gets a program's own line ends, without carriage returns. On a terminal
    /// they stay the
    /// business of the process's, which knows what its programs do: runc adds them here, also for a program that wants
    /// none.
    /// </summary>
    /// <param name="master">The process's terminal.</param>
    public static void KeepLineEnds(int master)
    {
        // Safe: a buffer larger than the structure that the kernel fills and reads.
        byte* changed = stackalloc byte[TermiosSize];
        if (ioctl(STDOUT_FILENO, TCGETS, changed) == 0 || ioctl(master, TCGETS, changed) != 0) return;
        ((uint*)changed)[1] &= ~ONLCR;
        ioctl(master, TCSETS, changed);
    }

    /// <summary>
    /// cfmakeraw(3), where standard input is a terminal; once more when the process goes on after a stop.
    /// </summary>
    public void MakeRaw()
    {
        byte* changed = stackalloc byte[TermiosSize];
        if (ioctl(STDIN_FILENO, TCGETS, changed) != 0) return;
        if (!raw) new ReadOnlySpan<byte>(changed, TermiosSize).CopyTo(saved);
        // struct termios, asm-generic/termbits.h: c_iflag, c_oflag, c_cflag, c_lflag, c_line, c_cc[19]
        uint* flags = (uint*)changed;
        flags[0] &= ~(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
        flags[1] &= ~OPOST;
        flags[2] = (flags[2] & ~(CSIZE | PARENB)) | CS8;
        flags[3] &= ~(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
        changed[17 + VMIN] = 1;
        changed[17 + VTIME] = 0;
        raw |= ioctl(STDIN_FILENO, TCSETS, changed) == 0;
    }

    private static OwnedFd OpenOutput()
    {
        byte* attributes = stackalloc byte[TermiosSize];
        int number;
        // A master would be another pty when it is opened again, and only a master has a number.
        bool again = ioctl(STDOUT_FILENO, TCGETS, attributes) == 0 && ioctl(STDOUT_FILENO, TIOCGPTN, &number) != 0;
        return new OwnedFd(again ? Open("/proc/self/fd/1\0"u8, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1);
    }

    private static int Open(ReadOnlySpan<byte> path, int flags)
    {
        // Safe: the literals above end with a NUL, and are pinned for the call.
        fixed (byte* text = path) return open(text, flags, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        reader?.Await();
        reader?.Dispose();
        if (raw)
        {
            // Safe: the array is pinned for the call and holds what TCGETS filled in.
            fixed (byte* before = saved) ioctl(STDIN_FILENO, TCSETS, before);
            raw = false;
        }
        output.Dispose();
    }
}
