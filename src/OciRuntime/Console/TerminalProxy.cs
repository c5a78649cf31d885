using System;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Console;

/// <summary>
/// The terminal of an attached <c>run</c>: the container's pty on one side, the caller's standard streams on the other,
/// the caller's terminal raw meanwhile and restored whatever happens.
/// </summary>
internal sealed unsafe class TerminalProxy : IDisposable
{
    private const int TermiosSize = 64; // more than struct termios of asm-generic/termbits.h, 36 bytes

    private readonly OwnedFd here;
    private readonly byte[] saved = new byte[TermiosSize];
    private OwnedFd? master;
    private Pipe? input;
    private Pipe? output;
    private bool raw;

    /// <summary>Makes the socket over which the child sends the pty's master.</summary>
    public TerminalProxy()
    {
        int* pair = stackalloc int[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1) LinuxException.Throw("socketpair", "console");
        here = new OwnedFd(pair[0]);
        ChildEnd = new OwnedFd(pair[1]);
    }

    /// <summary>The child's end, given to the plan.</summary>
    public OwnedFd ChildEnd { get; }

    /// <summary>Takes the master that the child has sent, and makes the caller's terminal raw.</summary>
    public void Open()
    {
        master = DescriptorReceiver.Receive(here.Fd) ?? throw new LinuxException("receive", "the terminal", Errno.EIO);
        MakeRaw();
        Resize();
        input = new Pipe(STDIN_FILENO, master.Fd);
        output = new Pipe(master.Fd, STDOUT_FILENO);
    }

    /// <summary>Gives the container's terminal the window of the caller's; at the beginning and on SIGWINCH.</summary>
    public void Resize()
    {
        winsize size;
        if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row != 0) ioctl(master!.Fd, TIOCSWINSZ, &size);
    }

    /// <summary>Fills four poll slots with what can be done now.</summary>
    public void Prepare(pollfd* slots)
    {
        // Safe: the caller gives room for four slots; a negative descriptor is ignored, poll(2).
        Set(slots, input!.Closed || input.HasData ? -1 : input.From, POLLIN);
        Set(slots + 1, input.HasData ? input.To : -1, POLLOUT);
        Set(slots + 2, output!.Closed || output.HasData ? -1 : output.From, POLLIN);
        Set(slots + 3, output.HasData ? output.To : -1, POLLOUT);
    }

    /// <summary>Does what poll(2) found ready in the slots of <see cref="Prepare"/>.</summary>
    public void Serve(pollfd* slots)
    {
        if (slots[0].revents != 0) input!.Read();
        if (slots[1].revents != 0) input!.Write();
        if (slots[2].revents != 0) output!.Read();
        if (slots[3].revents != 0) output!.Write();
    }

    /// <summary>After the process has ended: the rest of its output.</summary>
    public void Drain()
    {
        while (true)
        {
            while (output!.HasData) output.Write();
            pollfd waiting;
            waiting.fd = master!.Fd;
            waiting.events = POLLIN;
            waiting.revents = 0;
            if (output.Closed || poll(&waiting, 1, 0) != 1 || (waiting.revents & POLLIN) == 0) return;
            output.Read();
        }
    }

    private static void Set(pollfd* slot, int fd, int events)
    {
        slot->fd = fd;
        slot->events = (short)events;
        slot->revents = 0;
    }

    /// <summary>cfmakeraw(3) on the caller's terminal, where it has one.</summary>
    private void MakeRaw()
    {
        byte* changed = stackalloc byte[TermiosSize];
        fixed (byte* before = saved)
        {
            if (ioctl(STDIN_FILENO, TCGETS, before) != 0) return;
            new ReadOnlySpan<byte>(before, TermiosSize).CopyTo(new Span<byte>(changed, TermiosSize));
        }
        // struct termios, asm-generic/termbits.h: c_iflag, c_oflag, c_cflag, c_lflag, c_line, c_cc[19]
        uint* flags = (uint*)changed;
        flags[0] &= ~0x5EBu;   // IGNBRK|BRKINT|PARMRK|ISTRIP|INLCR|IGNCR|ICRNL|IXON
        flags[1] &= ~0x1u;     // OPOST
        flags[2] = (flags[2] & ~0x130u) | 0x30u; // CSIZE|PARENB off, CS8 on
        flags[3] &= ~0x804Bu;  // ECHO|ECHONL|ICANON|ISIG|IEXTEN
        changed[17 + 6] = 1;   // c_cc[VMIN]
        changed[17 + 5] = 0;   // c_cc[VTIME]
        raw = ioctl(STDIN_FILENO, TCSETS, changed) == 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (raw)
        {
            // Safe: the array is pinned for the call and holds what TCGETS filled in.
            fixed (byte* before = saved) ioctl(STDIN_FILENO, TCSETS, before);
        }
        master?.Dispose();
        here.Dispose();
        ChildEnd.Dispose();
    }
}
