using System;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Attach;

/// <summary>
/// The terminal of an attached <c>run</c> or <c>exec</c>: the process's pty on one side, the caller's standard streams
/// on
/// the other, the caller's terminal raw meanwhile and restored whatever happens.
/// </summary>
internal sealed unsafe class TerminalProxy : IDisposable
{
    /// <summary>How many poll slots <see cref="Prepare"/> fills.</summary>
    public const int Slots = 4;

    private readonly OwnedFd here;
    private HostTerminal? host;
    private OwnedFd? master;
    private Pipe? input;
    private Pipe? output;

    /// <summary>Makes the socket over which the child sends the pty's master.</summary>
    public TerminalProxy()
    {
        int* pair = stackalloc int[2];
        if (LibC.socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1)
            LinuxException.Throw("socketpair", "console");
        here = new OwnedFd(pair[0]);
        ChildEnd = new OwnedFd(pair[1]);
    }

    /// <summary>The child's end, given to the plan.</summary>
    public OwnedFd ChildEnd { get; }

    /// <summary>
    /// Takes the master that the child has sent, and makes the caller's terminal raw. Signals are to be blocked by
    /// then, or one could end this process with the terminal raw.
    /// </summary>
    public void Open()
    {
        master = DescriptorSocket.Receive(here.Fd) ?? throw new LinuxException("receive", "the terminal", Errno.EIO);
        // Its description is ours alone now that the child has closed it.
        if (fcntl(master.Fd, F_SETFL, O_RDWR | O_NONBLOCK) == -1) LinuxException.Throw("fcntl", "the terminal");
        HostTerminal.KeepLineEnds(master.Fd);
        host = new HostTerminal();
        input = new Pipe(STDIN_FILENO, master.Fd);
        output = new Pipe(master.Fd, host.Output);
        Resume();
    }

    /// <summary>
    /// Takes the caller's terminal; also when this process had been stopped, and a shell has set it to its own liking
    /// since.
    /// </summary>
    public void Resume()
    {
        host!.MakeRaw();
        Resize();
    }

    /// <summary>Gives the process's terminal the window of the caller's; at the beginning and on SIGWINCH.</summary>
    public void Resize()
    {
        winsize size;
        if (master!.Fd >= 0 && HostTerminal.TryGetSize(&size)) ioctl(master.Fd, TIOCSWINSZ, &size);
    }

    /// <summary>Output is waiting for its reader.</summary>
    public bool HasOutput => output!.HasData;

    /// <summary>Gives up the output that nobody reads.</summary>
    public void GiveUp() => output!.Break();

    /// <summary>Fills <see cref="Slots"/> poll slots with what can be done now.</summary>
    /// <param name="slots">The slots.</param>
    /// <param name="ended">The process has ended: its input is of no use any more.</param>
    public void Prepare(pollfd* slots, bool ended)
    {
        // Safe: the caller gives room for the slots; a negative descriptor is ignored, poll(2).
        Set(slots, ended || input!.Closed || input.HasData ? -1 : input.From, POLLIN);
        Set(slots + 1, !ended && input!.HasData ? input.To : -1, POLLOUT);
        Set(slots + 2, output!.Closed || output.HasData ? -1 : output.From, POLLIN);
        Set(slots + 3, output.HasData ? output.To : -1, POLLOUT);
    }

    /// <summary>Does what poll(2) found ready in the slots of <see cref="Prepare"/>.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool Serve(pollfd* slots)
    {
        bool any = false;
        for (int i = 0; i < Slots; i++) any |= slots[i].revents != 0;
        if (!any) return false;
        if (slots[0].revents != 0) input!.Read();
        if (slots[1].revents != 0) input!.Write();
        if (slots[2].revents != 0) output!.Read();
        if (slots[3].revents != 0) host!.Wrote(output!.Write());
        // Nobody reads any more: the process is to see its terminal hang up, not to wait for room for ever.
        if (output!.Broken && master!.Fd >= 0)
        {
            input!.Break();
            master.Dispose();
        }
        return true;
    }

    private static void Set(pollfd* slot, int fd, int events)
    {
        slot->fd = fd;
        slot->events = (short)events;
        slot->revents = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        host?.Dispose();
        master?.Dispose();
        here.Dispose();
        ChildEnd.Dispose();
    }
}
