using OciRuntime.Config;
using OciRuntime.Launch.Child;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.Native.Paths;
using OciRuntime.Rootfs;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Parent;

/// <summary>
/// Makes user namespaces that carry the id mapping of a mount: a process is cloned into a new one, its maps are
/// written, the namespace is opened, and the process ends.
/// </summary>
internal sealed unsafe class UserNamespaceSource : IUserNamespaceSource
{
    /// <inheritdoc/>
    public OwnedFd Open(LinuxIDMapping[] uids, LinuxIDMapping[] gids)
    {
        int* ends = stackalloc int[2];
        if (pipe2(ends, O_CLOEXEC) == -1) LinuxException.Throw("pipe2", "");
        using OwnedFd childEnd = new(ends[0]);
        using OwnedFd parentEnd = new(ends[1]);
        int pid = Clone(childEnd.Fd, parentEnd.Fd);
        try
        {
            ProcFile.Write($"{pid}/gid_map", IdMaps.Format(gids));
            ProcFile.Write($"{pid}/uid_map", IdMaps.Format(uids));
            string path = $"/proc/{pid}/ns/user";
            return OwnedFd.From(HostPath.Open(path, O_RDONLY), "open", path);
        }
        finally
        {
            kill(pid, SIGKILL);
            siginfo_t info;
            waitid(P_PID, pid, &info, WEXITED, null);
        }
    }

    private static int Clone(int childEnd, int parentEnd)
    {
        clone_args arguments = default;
        arguments.flags = CLONE_NEWUSER | CLONE_CLEAR_SIGHAND;
        arguments.exit_signal = SIGCHLD;
        ulong all = ~0ul, old;
        sys_rt_sigprocmask(SIG_SETMASK, &all, &old);
        nint result = clone3(&arguments, (nuint)sizeof(clone_args));
        // Safe: no CLONE_VM, so the child has its own copy of this stack; Run never returns (docs/adr/0001).
        if (result == 0) IdMapHolder.Run(childEnd, parentEnd);
        int error = errno;
        sys_rt_sigprocmask(SIG_SETMASK, &old, null);
        if (result == -1) throw new LinuxException("clone3", "a user namespace for an id-mapped mount", error);
        return (int)result;
    }
}
