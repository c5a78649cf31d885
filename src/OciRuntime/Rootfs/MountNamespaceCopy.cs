using OciRuntime.Launch.Child;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>A copy of the runtime's mount namespace for as long as one tree is opened in it.</summary>
internal static unsafe class MountNamespaceCopy
{
    /// <summary>open_tree(2) in the copy.</summary>
    /// <param name="made">A mount of fsmount(2) that the name is in, or -1: the name is a path of the host.</param>
    /// <param name="name">Ends with a NUL.</param>
    /// <param name="flags">Those of open_tree(2).</param>
    /// <returns>The descriptor, or -1 with errno set.</returns>
    public static int OpenTree(int made, byte* name, uint flags)
    {
        int* ends = stackalloc int[2];
        // The process shares its descriptors with us, so no end of file would ever come: a read must not wait.
        if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) == -1) return -1;
        using OwnedFd readEnd = new(ends[0]);
        using OwnedFd writeEnd = new(ends[1]);
        int pid = Clone(made, name, flags, writeEnd.Fd);
        if (pid == -1) return -1;
        ChildProcess.TryReapPid(pid, out _);
        int result;
        if (read(readEnd.Fd, &result, sizeof(int)) != sizeof(int)) result = -Errno.EIO;
        if (result >= 0) return result;
        SetErrno(-result);
        return -1;
    }

    private static int Clone(int made, byte* name, uint flags, int pipe)
    {
        clone_args arguments = default;
        arguments.flags = CLONE_NEWNS | CLONE_FILES | CLONE_CLEAR_SIGHAND;
        arguments.exit_signal = SIGCHLD;
        ulong all = ~0ul, old;
        sys_rt_sigprocmask(SIG_SETMASK, &all, &old);
        nint result = clone3(&arguments, (nuint)sizeof(clone_args));
        // Safe: no CLONE_VM, so the child has its own copy of this stack; Run never returns (docs/adr/0001).
        if (result == 0) TreeOpener.Run(made, name, flags, pipe);
        int error = errno;
        sys_rt_sigprocmask(SIG_SETMASK, &old, null);
        SetErrno(error);
        return (int)result;
    }
}
