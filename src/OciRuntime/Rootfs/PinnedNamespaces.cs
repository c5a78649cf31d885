using System;
using OciRuntime.Launch.Child;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>
/// Mount namespaces that are kept by a mount, as snapd's in <c>/run/snapd/ns</c>. A tree with one in it cannot be
/// attached in a younger mount namespace: move_mount(2), ELOOP. A copy of a mount namespace is made without them
/// (CL_COPY_MNT_NS_FILE, linux/fs/namespace.c), and so is a tree that is opened in such a copy.
/// </summary>
internal static unsafe class PinnedNamespaces
{
    /// <summary>Whether the host has one anywhere, proc_pid_mountinfo(5).</summary>
    public static bool AreThere()
    {
        using SafeProc proc = new();
        // The root of such a mount is the namespace's name.
        return proc.Read("self/mountinfo").Contains(" mnt:[", StringComparison.Ordinal);
    }

    /// <summary>open_tree(2) with all mounts below, in a copy of the runtime's mount namespace.</summary>
    /// <returns>The descriptor, or -1 with errno set.</returns>
    public static int CloneTreeWithout(string source, bool noFollow)
    {
        int* ends = stackalloc int[2];
        // The process shares its descriptors with us, so no end of file would ever come: a read must not wait.
        if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) == -1) return -1;
        using OwnedFd readEnd = new(ends[0]);
        using OwnedFd writeEnd = new(ends[1]);
        uint flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (uint)AT_RECURSIVE
            | (noFollow ? (uint)AT_SYMLINK_NOFOLLOW : 0);
        int pid;
        // Safe: the array is pinned until the clone, which copies it, and ends with a NUL.
        fixed (byte* name = KernelText.Terminated(source)) pid = Clone(name, flags, writeEnd.Fd);
        if (pid == -1) return -1;
        ChildProcess.TryReapPid(pid, out _);
        int result;
        if (read(readEnd.Fd, &result, sizeof(int)) != sizeof(int)) result = -Errno.EIO;
        if (result >= 0) return result;
        SetErrno(-result);
        return -1;
    }

    private static int Clone(byte* source, uint flags, int pipe)
    {
        clone_args arguments = default;
        arguments.flags = CLONE_NEWNS | CLONE_FILES | CLONE_CLEAR_SIGHAND;
        arguments.exit_signal = SIGCHLD;
        ulong all = ~0ul, old;
        sys_rt_sigprocmask(SIG_SETMASK, &all, &old);
        nint result = clone3(&arguments, (nuint)sizeof(clone_args));
        // Safe: no CLONE_VM, so the child has its own copy of this stack; Run never returns (docs/adr/0001).
        if (result == 0) TreeOpener.Run(source, flags, pipe);
        int error = errno;
        sys_rt_sigprocmask(SIG_SETMASK, &old, null);
        SetErrno(error);
        return (int)result;
    }
}
