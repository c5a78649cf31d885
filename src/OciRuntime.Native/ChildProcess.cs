using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>
/// Waits for children of this process, waitid(2). It allocates nothing unless it throws: the child reaps hooks after
/// clone.
/// </summary>
public static unsafe class ChildProcess
{
    /// <summary>Waits for the end of the child that <paramref name="pidfd"/> is of, and reaps it.</summary>
    /// <returns>False with errno set.</returns>
    public static bool TryReap(int pidfd, out ExitStatus status) => Wait(P_PIDFD, pidfd, WEXITED, out status);

    /// <summary>As <see cref="TryReap"/>, by pid: nobody else may reap the child.</summary>
    /// <returns>False with errno set.</returns>
    public static bool TryReapPid(int pid, out ExitStatus status) => Wait(P_PID, pid, WEXITED, out status);

    /// <summary>As <see cref="TryReap"/>, but the child stays a zombie, to be reaped later.</summary>
    /// <returns>False with errno set.</returns>
    public static bool TryWait(int pidfd, out ExitStatus status) =>
        Wait(P_PIDFD, pidfd, WEXITED | WNOWAIT, out status);

    /// <summary>As <see cref="TryReap"/>.</summary>
    /// <exception cref="LinuxException">It is no child; <paramref name="name"/> is for the error.</exception>
    public static ExitStatus Reap(int pidfd, string name)
    {
        if (!TryReap(pidfd, out ExitStatus status)) LinuxException.Throw("waitid", name);
        return status;
    }

    /// <summary>The pid of a child that has ended and is not reaped yet; 0 if there is none.</summary>
    public static int FindEnded()
    {
        siginfo_t info = default;
        // Safe: the kernel fills the structure on this stack.
        return Wait(P_ALL, 0, WEXITED | WNOHANG | WNOWAIT, &info) ? info.si_pid : 0;
    }

    /// <summary>Waits until a traced thread has stopped or ended, ptrace(2).</summary>
    /// <returns>False with errno set.</returns>
    public static bool TryWaitTraced(int thread, out siginfo_t info)
    {
        siginfo_t found = default;
        // Safe: the kernel fills the structure on this stack.
        bool waited = Wait(P_PID, thread, WEXITED | WSTOPPED | __WALL, &found);
        info = found;
        return waited;
    }

    private static bool Wait(int type, int id, int options, out ExitStatus status)
    {
        siginfo_t info = default;
        // Safe: the kernel fills the structure on this stack.
        bool waited = Wait(type, id, options, &info);
        status = ExitStatus.From(info);
        return waited;
    }

    private static bool Wait(int type, int id, int options, siginfo_t* info)
    {
        int result;
        do result = waitid(type, id, info, options, null);
        while (result == -1 && errno == Errno.EINTR);
        return result == 0;
    }
}
