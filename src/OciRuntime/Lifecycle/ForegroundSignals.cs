using System;
using OciRuntime.Console;
using OciRuntime.Launch.Parent;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Lifecycle;

/// <summary>
/// What an attached <c>run</c> does while its container lives: every signal that can be caught goes to the container,
/// and whatever the container leaves behind is reaped.
/// </summary>
internal sealed unsafe class ForegroundSignals : IDisposable
{
    // SIGURG is what Go programs send themselves; runc does not forward it, nor SIGCHLD and SIGPIPE.
    private const ulong NotForwarded = (1ul << (SIGCHLD - 1)) | (1ul << (SIGPIPE - 1)) | (1ul << (SIGURG - 1));
    private const ulong Synchronous = (1ul << (SIGSEGV - 1)) | (1ul << (SIGBUS - 1)) | (1ul << (SIGFPE - 1)) | (1ul << (SIGILL - 1)) | (1ul << (SIGTRAP - 1));

    private readonly ulong old;
    private readonly OwnedFd signals;

    /// <summary>From here on signals are read, not delivered.</summary>
    public ForegroundSignals()
    {
        ulong mask = ~Synchronous, before;
        sys_rt_sigprocmask(SIG_SETMASK, &mask, &before);
        old = before;
        // Not blocking: between poll and read another thread, which does not block it, may have taken a SIGCHLD.
        signals = OwnedFd.From((int)signalfd4(-1, &mask, sizeof(ulong), SFD_CLOEXEC | SFD_NONBLOCK), "signalfd4", "");
    }

    /// <summary>Forwards signals, and the terminal's traffic where there is one, until <paramref name="process"/> ends.</summary>
    /// <returns>Its exit code, or 128 and the signal's number.</returns>
    public int ForwardUntilEnd(LaunchedProcess process, TerminalProxy? terminal)
    {
        pollfd* waiting = stackalloc pollfd[6];
        waiting[0].fd = process.PidFd;
        waiting[0].events = POLLIN;
        waiting[1].fd = signals.Fd;
        waiting[1].events = POLLIN;
        while (true)
        {
            waiting[0].revents = waiting[1].revents = 0;
            terminal?.Prepare(waiting + 2);
            if (poll(waiting, terminal is null ? 2u : 6u, -1) == -1)
            {
                if (errno == Errno.EINTR) continue;
                LinuxException.Throw("poll", "the container process");
            }
            if (waiting[1].revents != 0) Handle(process, terminal);
            terminal?.Serve(waiting + 2);
            if (waiting[0].revents != 0) break;
        }
        terminal?.Drain();
        return process.Wait();
    }

    private void Handle(LaunchedProcess process, TerminalProxy? terminal)
    {
        signalfd_siginfo info;
        if (read(signals.Fd, &info, (nuint)sizeof(signalfd_siginfo)) != sizeof(signalfd_siginfo)) return;
        int signal = (int)info.ssi_signo;
        if (signal == SIGCHLD) Reap(process.Pid);
        else if (signal == SIGWINCH && terminal is not null) terminal.Resize();
        else if ((NotForwarded & (1ul << (signal - 1))) == 0) pidfd_send_signal(process.PidFd, signal, null, 0);
    }

    /// <summary>Reaps orphans that came to us as subreaper, but not the container's process itself.</summary>
    private static void Reap(int init)
    {
        while (true)
        {
            siginfo_t info = default;
            if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT, null) == -1 || info.si_pid == 0 || info.si_pid == init) return;
            waitid(P_PID, info.si_pid, &info, WEXITED | WNOHANG, null);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        signals.Dispose();
        ulong mask = old;
        sys_rt_sigprocmask(SIG_SETMASK, &mask, null);
    }
}
