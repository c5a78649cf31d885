using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>
/// The end of a child of this process, waitid(2). It allocates nothing unless it throws: the child reaps hooks after
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

    private static bool Wait(int type, int id, int options, out ExitStatus status)
    {
        siginfo_t info = default;
        int result;
        // Safe: the kernel fills the structure on this stack.
        do result = waitid(type, id, &info, options, null);
        while (result == -1 && errno == Errno.EINTR);
        status = ExitStatus.From(info);
        return result == 0;
    }
}
