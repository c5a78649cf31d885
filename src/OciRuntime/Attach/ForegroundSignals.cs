using System;
using OciRuntime.Launch.Parent;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Attach;

/// <summary>
/// What an attached <c>run</c> or <c>exec</c> does while its process lives: every signal that can be caught goes to the
/// process, the terminal's traffic flows, and whatever the process leaves behind is reaped.
/// </summary>
internal sealed unsafe class ForegroundSignals : IDisposable
{
    // SIGURG is what Go programs send themselves; runc does not forward it, nor SIGCHLD and SIGPIPE.
    private const ulong NotForwarded = (1ul << (SIGCHLD - 1)) | (1ul << (SIGPIPE - 1)) | (1ul << (SIGURG - 1));
    private const ulong Synchronous =
        (1ul << (SIGSEGV - 1))
        | (1ul << (SIGBUS - 1))
        | (1ul << (SIGFPE - 1))
        | (1ul << (SIGILL - 1))
        | (1ul << (SIGTRAP - 1));

    // A shell's job control stops this process with them as it does any other; blocked, a read in the background would
    // fail instead.
    private const ulong JobControl = (1ul << (SIGTTIN - 1)) | (1ul << (SIGTTOU - 1));
    // What asks this process itself to end, once the other has.
    private const ulong Ending =
        (1ul << (SIGHUP - 1)) | (1ul << (SIGINT - 1)) | (1ul << (SIGQUIT - 1)) | (1ul << (SIGTERM - 1));

    private readonly OwnedFd signals;

    /// <summary>
    /// From here on signals are read, not delivered, and that to the very end: one that comes late must not end this
    /// process
    /// before the terminal is restored and the container removed.
    /// </summary>
    public ForegroundSignals()
    {
        ulong mask = ~(Synchronous | JobControl);
        sys_rt_sigprocmask(SIG_SETMASK, &mask, null);
        // Not blocking: between poll and read another thread, which does not block it, may have taken a SIGCHLD.
        signals = OwnedFd.From((int)signalfd4(-1, &mask, sizeof(ulong), SFD_CLOEXEC | SFD_NONBLOCK), "signalfd4", "");
    }

    /// <summary>
    /// Forwards signals, and the terminal's traffic where there is one, until <paramref name="process"/> has ended and
    /// its output is written.
    /// </summary>
    /// <returns>Its exit code, or 128 and the signal's number.</returns>
    public int ForwardUntilEnd(LaunchedProcess process, TerminalProxy? terminal, NotifyProxy? notify = null)
    {
        const int Others = 3;
        pollfd* waiting = stackalloc pollfd[Others + TerminalProxy.Slots];
        bool ended = false;
        while (true)
        {
            // Safe: the first slots are these three, the rest the terminal's; poll(2) ignores -1.
            Wait(waiting, ended ? -1 : process.PidFd);
            Wait(waiting + 1, signals.Fd);
            Wait(waiting + 2, notify?.Fd ?? -1);
            terminal?.Prepare(waiting + Others, ended);
            // After the end only output that is there already is read: others may keep the terminal open.
            int patience = ended && !terminal!.HasOutput ? 0 : -1;
            if (poll(waiting, (nuint)(terminal is null ? Others : Others + TerminalProxy.Slots), patience) == -1)
            {
                if (errno == Errno.EINTR) continue;
                LinuxException.Throw("poll", "the container process");
            }
            if (waiting[1].revents != 0) Handle(process, terminal, ended);
            if (waiting[2].revents != 0) notify!.Forward(sys_getpid());
            bool served = terminal is not null && terminal.Serve(waiting + Others);
            if (ended && !served && !terminal!.HasOutput) break;
            ended |= waiting[0].revents != 0;
            if (ended && terminal is null) break;
        }
        return process.Wait().ShellCode;
    }

    private static void Wait(pollfd* slot, int fd)
    {
        slot->fd = fd;
        slot->events = POLLIN;
        slot->revents = 0;
    }

    private void Handle(LaunchedProcess process, TerminalProxy? terminal, bool ended)
    {
        signalfd_siginfo info;
        if (read(signals.Fd, &info, (nuint)sizeof(signalfd_siginfo)) != sizeof(signalfd_siginfo)) return;
        int signal = (int)info.ssi_signo;
        ulong bit = 1ul << (signal - 1);
        if (signal == SIGCHLD) Reap(process.Pid);
        else if (signal == SIGWINCH && terminal is not null) terminal.Resize();
        else if (ended && (bit & Ending) != 0) terminal!.GiveUp();
        else if (!ended && (bit & NotForwarded) == 0)
        {
            if (signal == SIGCONT) terminal?.Resume();
            pidfd_send_signal(process.PidFd, signal, null, 0);
        }
    }

    /// <summary>Reaps orphans that came to us as subreaper, but not the container's process itself.</summary>
    private static void Reap(int init)
    {
        for (int pid; (pid = ChildProcess.FindEnded()) > 0 && pid != init;) ChildProcess.TryReapPid(pid, out _);
    }

    /// <inheritdoc/>
    public void Dispose() => signals.Dispose();
}
