using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>One hook run to its end, by whoever is in the right namespaces: the parent, or the child itself.</summary>
internal static unsafe class HookProcess
{
    /// <summary>Runs <paramref name="path"/> and waits for it.</summary>
    /// <param name="path">The program.</param>
    /// <param name="argv">Its arguments, NULL-terminated.</param>
    /// <param name="envp">Its whole environment, NULL-terminated.</param>
    /// <param name="input">A seekable file with the container's state; it is rewound first.</param>
    /// <param name="output">Where its output and errors go.</param>
    /// <param name="timeout">Seconds until it is killed; 0: never.</param>
    /// <param name="openFiles">Its soft limit of open files; 0: the caller's.</param>
    public static HookOutcome Run(byte* path, byte** argv, byte** envp, int input, int output, int timeout,
        ulong openFiles = 0)
    {
        lseek(input, 0, SEEK_SET);
        int* pipe = stackalloc int[2];
        if (pipe2(pipe, O_CLOEXEC) == -1) return new HookOutcome(HookEnd.NotStarted, errno);
        int pidfd = -1;
        clone_args arguments = default;
        arguments.flags = CLONE_PIDFD | CLONE_CLEAR_SIGHAND;
        arguments.pidfd = (ulong)&pidfd;
        arguments.exit_signal = SIGCHLD;
        nint pid = clone3(&arguments, (nuint)sizeof(clone_args));
        // Under the container's filter: libseccomp cannot look into clone3's arguments, so engines' profiles refuse it.
        if (pid == -1 && errno is Errno.ENOSYS or Errno.EPERM) pid = sys_clone(CLONE_PIDFD | (ulong)SIGCHLD, &pidfd);
        if (pid == -1)
        {
            int error = errno;
            close(pipe[0]);
            close(pipe[1]);
            return new HookOutcome(HookEnd.NotStarted, error);
        }
        if (pid == 0)
        {
            if (openFiles != 0) LimitOpenFiles(openFiles);
            Become(path, argv, envp, input, output, pipe[1]);
        }
        close(pipe[1]);
        int failed = Started(pipe[0]);
        close(pipe[0]);
        HookOutcome ended = Finish(pidfd, timeout);
        close(pidfd);
        return failed != 0 ? new HookOutcome(HookEnd.NotStarted, failed) : ended;
    }

    /// <summary>
    /// In the new process: becomes the hook, or writes the errno that prevented it into <paramref name="report"/>.
    /// </summary>
    private static void Become(byte* path, byte** argv, byte** envp, int input, int output, int report)
    {
        SignalActions.Reset(SignalActions.All);
        bool ready = Place(input, 0) && Place(output, 1) && Place(output, 2)
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

    private static HookOutcome Finish(int pidfd, int timeout)
    {
        bool late = false;
        if (timeout > 0)
        {
            pollfd waiting;
            waiting.fd = pidfd;
            waiting.events = POLLIN;
            int ready = WaitUntil(&waiting, timeout);
            late = ready == 0;
            if (late) pidfd_send_signal(pidfd, SIGKILL, null, 0);
        }
        siginfo_t info;
        int result;
        do result = waitid(P_PIDFD, pidfd, &info, WEXITED, null);
        while (result == -1 && errno == Errno.EINTR);
        if (result == -1) return new HookOutcome(HookEnd.NotStarted, errno);
        if (late) return new HookOutcome(HookEnd.TimedOut, timeout);
        if (info.si_code != CLD_EXITED) return new HookOutcome(HookEnd.Killed, info.si_status);
        return new HookOutcome(info.si_status == 0 ? HookEnd.Succeeded : HookEnd.Exited, info.si_status);
    }

    /// <summary>poll(2) until <paramref name="seconds"/> have passed, whatever signals come between.</summary>
    private static int WaitUntil(pollfd* waiting, int seconds)
    {
        timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        long deadline = now.tv_sec * 1000 + now.tv_nsec / 1_000_000 + seconds * 1000L;
        while (true)
        {
            clock_gettime(CLOCK_MONOTONIC, &now);
            long left = deadline - (now.tv_sec * 1000 + now.tv_nsec / 1_000_000);
            if (left < 0) left = 0;
            int ready = poll(waiting, 1, left > int.MaxValue ? int.MaxValue : (int)left);
            if (ready > 0) return 1;
            if (ready == 0 && left < int.MaxValue) return 0;
            if (ready == -1 && errno != Errno.EINTR) return 1;
        }
    }
}
