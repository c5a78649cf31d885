using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>One hook run to its end, by whoever is in the right namespaces: the parent, or the child itself.</summary>
internal static unsafe class HookProcess
{
    /// <summary>How many bytes of what a hook writes are kept: what an error shows of it.</summary>
    public const int KeptOutput = 4096;

    /// <summary>Runs <paramref name="path"/> and waits for it.</summary>
    /// <param name="path">The program.</param>
    /// <param name="argv">Its arguments, NULL-terminated.</param>
    /// <param name="envp">Its whole environment, NULL-terminated.</param>
    /// <param name="input">A seekable file with the container's state; it is rewound first.</param>
    /// <param name="output">Where the first <see cref="KeptOutput"/> bytes of its output and errors go. The rest is
    /// read and dropped: the memory of a file would be the runtime's.</param>
    /// <param name="timeout">Seconds until it is killed; 0: never.</param>
    /// <param name="files">Files that its output and errors go to instead.</param>
    /// <param name="openFiles">Its soft limit of open files; 0: the caller's.</param>
    public static HookOutcome Run(byte* path, byte** argv, byte** envp, int input, int output, int timeout,
        HookOutput files, ulong openFiles = 0)
    {
        lseek(input, 0, SEEK_SET);
        int* pipe = stackalloc int[2], written = stackalloc int[2];
        if (pipe2(pipe, O_CLOEXEC) == -1) return new HookOutcome(HookEnd.NotStarted, errno);
        if (pipe2(written, O_CLOEXEC) == -1) return NotStarted(errno, pipe, null);
        int pidfd = -1;
        clone_args arguments = default;
        arguments.flags = CLONE_PIDFD | CLONE_CLEAR_SIGHAND;
        arguments.pidfd = (ulong)&pidfd;
        arguments.exit_signal = SIGCHLD;
        nint pid = clone3(&arguments, (nuint)sizeof(clone_args));
        // Under the container's filter: libseccomp cannot look into clone3's arguments, so engines' profiles refuse it.
        if (pid == -1 && errno is Errno.ENOSYS or Errno.EPERM) pid = sys_clone(CLONE_PIDFD | (ulong)SIGCHLD, &pidfd);
        if (pid == -1) return NotStarted(errno, pipe, written);
        if (pid == 0)
        {
            if (openFiles != 0) LimitOpenFiles(openFiles);
            int standardOutput = files.Output == -1 ? written[1] : files.Output;
            int standardError = files.Errors == -1 ? written[1] : files.Errors;
            Become(path, argv, envp, input, standardOutput, standardError, pipe[1]);
        }
        close(pipe[1]);
        close(written[1]);
        int failed = Started(pipe[0]);
        close(pipe[0]);
        HookOutcome ended = Finish(pidfd, written[0], output, timeout);
        close(pidfd);
        close(written[0]);
        return failed != 0 ? new HookOutcome(HookEnd.NotStarted, failed) : ended;
    }

    private static HookOutcome NotStarted(int error, int* pipe, int* written)
    {
        close(pipe[0]);
        close(pipe[1]);
        if (written != null) close(written[0]);
        if (written != null) close(written[1]);
        return new HookOutcome(HookEnd.NotStarted, error);
    }

    /// <summary>
    /// In the new process: becomes the hook, or writes the errno that prevented it into <paramref name="report"/>.
    /// </summary>
    private static void Become(byte* path, byte** argv, byte** envp, int input, int output, int errors,
        int report)
    {
        SignalActions.Reset(SignalActions.All);
        bool ready = Place(input, 0) && Place(output, 1) && Place(errors, 2)
            && (close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) != -1 || errno is Errno.ENOSYS or Errno.EPERM)
            && SignalActions.Unblock() != -1;
        if (ready) execve(path, argv, envp);
        int error = errno;
        write(report, &error, sizeof(int));
        sys_exit_group(127);
    }

    /// <summary>Sets the soft limit, which may be below the numbers of descriptors that are open.</summary>
    private static void LimitOpenFiles(ulong soft)
    {
        rlimit64 limit;
        if (prlimit64(0, RLIMIT_NOFILE, null, &limit) == -1) return;
        limit.rlim_cur = soft;
        prlimit64(0, RLIMIT_NOFILE, &limit, null);
    }

    /// <summary>dup3(2), which refuses to do nothing.</summary>
    private static bool Place(int from, int to) => from == to || dup3(from, to, 0) != -1;

    /// <summary>The errno that came through the pipe, or 0 when execve closed it.</summary>
    private static int Started(int pipe)
    {
        int error = 0;
        nint got;
        do got = read(pipe, &error, sizeof(int));
        while (got == -1 && errno == Errno.EINTR);
        return got == sizeof(int) ? error : 0;
    }

    private static HookOutcome Finish(int pidfd, int written, int output, int timeout)
    {
        bool late = !WaitUntilEnd(pidfd, written, output, timeout);
        if (late) pidfd_send_signal(pidfd, SIGKILL, null, 0);
        if (!ChildProcess.TryReap(pidfd, out ExitStatus status)) return new HookOutcome(HookEnd.NotStarted, errno);
        if (late) return new HookOutcome(HookEnd.TimedOut, timeout);
        if (status.Signal != 0) return new HookOutcome(HookEnd.Killed, status.Signal);
        return new HookOutcome(status.Code == 0 ? HookEnd.Succeeded : HookEnd.Exited, status.Code);
    }

    /// <summary>
    /// Reads what the hook writes until it has ended or <paramref name="seconds"/> have passed, whatever signals come
    /// between.
    /// </summary>
    /// <returns>False if the time has passed.</returns>
    private static bool WaitUntilEnd(int pidfd, int written, int output, int seconds)
    {
        const int Last = 16; // reads of what is left in the pipe, which has 64 KiB, pipe(7)
        pollfd* waiting = stackalloc pollfd[2];
        waiting[0].fd = pidfd;
        waiting[1].fd = written;
        waiting[0].events = waiting[1].events = POLLIN;
        long deadline = Now() + (seconds * 1000L);
        int kept = 0;
        while (true)
        {
            waiting[0].revents = waiting[1].revents = 0;
            long left = seconds == 0 ? -1 : deadline - Now();
            if (seconds != 0 && left < 0) left = 0;
            int ready = poll(waiting, 2, left > int.MaxValue ? int.MaxValue : (int)left);
            if (ready == -1 && errno != Errno.EINTR) return true;
            if (ready == 0 && left < int.MaxValue) return false;
            bool ended = waiting[0].revents != 0;
            // Processes that the hook has left behind may keep the pipe open, and write on.
            for (int i = 0; i < (ended ? Last : 1) && waiting[1].fd != -1 && IsReady(waiting + 1); i++)
            {
                if (!Take(written, output, &kept)) waiting[1].fd = -1;
            }
            if (ended) return true;
        }
    }

    private static bool IsReady(pollfd* pipe)
    {
        pipe->revents = 0;
        return poll(pipe, 1, 0) == 1;
    }

    /// <summary>Reads a piece, and keeps what of it there is room for.</summary>
    /// <returns>False at the end.</returns>
    [System.Runtime.CompilerServices.SkipLocalsInit] // zeroing a large buffer goes through the runtime
    private static bool Take(int written, int output, int* kept)
    {
        byte* piece = stackalloc byte[KeptOutput];
        nint got = read(written, piece, KeptOutput);
        if (got <= 0) return got == -1 && errno == Errno.EINTR;
        nint keep = got < KeptOutput - *kept ? got : KeptOutput - *kept;
        if (keep > 0) write(output, piece, (nuint)keep);
        *kept += (int)keep;
        return true;
    }

    /// <summary>Milliseconds of CLOCK_MONOTONIC.</summary>
    private static long Now()
    {
        timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        return (now.tv_sec * 1000) + (now.tv_nsec / 1_000_000);
    }
}
