using System;
using OciRuntime.Native;
using Tmds.Linux;

namespace OciRuntime.Attach;

/// <summary>
/// Whoever reads the caller's terminal: some stop at the end of this process and not at the end of its output (CRI-O,
/// which
/// waits for the command and then closes the terminal). This process ends only when its last output has been read, or
/// nobody has read it for a while. A pseudoterminal does not say how much is unread, but a read of its master wakes who
/// polls the other end for room (n_tty.c, n_tty_check_unthrottle), which edge-triggered epoll(7) keeps as an event.
/// </summary>
internal sealed unsafe class TerminalReader : IDisposable
{
    private const int Patience = 50; // ms, for a reader that is busy: an interactive one reads in far less than 1
    private const int Pause = 2; // ms between the reads of a long output
    private const int OneRead = 4096; // bytes that a terminal has ready at once; n_tty.c, N_TTY_BUF_SIZE

    private readonly OwnedFd events;
    private nint unread;

    /// <summary>Watches <paramref name="terminal"/>; without epoll(7) output is not waited for.</summary>
    public TerminalReader(int terminal)
    {
        events = new OwnedFd(LibC.epoll_create1(LibC.EPOLL_CLOEXEC));
        epoll_event room = default;
        room.events = LibC.EPOLLOUT | LibC.EPOLLET;
        // Safe: the kernel copies the structure. What cannot be watched is not waited for.
        if (events.Fd >= 0 && LibC.epoll_ctl(events.Fd, LibC.EPOLL_CTL_ADD, terminal, &room) == -1) events.Dispose();
    }

    /// <summary>Notes that <paramref name="bytes"/> were written, which is an event of its own.</summary>
    public void Wrote(nint bytes)
    {
        if (events.Fd < 0) return;
        unread += bytes;
        HasRead(0);
    }

    /// <summary>Waits until what was written has been read, but not for a reader that does not read.</summary>
    public void Await()
    {
        if (events.Fd < 0 || unread == 0 || !HasRead(Patience)) return;
        for (nint left = unread - OneRead; left > 0 && HasRead(Pause); left -= OneRead) { }
    }

    private bool HasRead(int milliseconds)
    {
        epoll_event read;
        // Safe: room for the one event that is asked for.
        return LibC.epoll_wait(events.Fd, &read, 1, milliseconds) == 1;
    }

    /// <inheritdoc/>
    public void Dispose() => events.Dispose();
}
