using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // waitid(2)
    public const int P_ALL = 0;
    public const int P_PID = 1;
    public const int P_PIDFD = 3;
    public const int WNOHANG = 1;
    public const int WSTOPPED = 2;
    public const int WEXITED = 4;
    public const int WNOWAIT = 0x1000000;
    public const int __WALL = 0x40000000;
    public const int CLD_EXITED = 1;
    public const int CLD_TRAPPED = 4;
    public const int CLD_STOPPED = 5;

    // personality(2)
    public const int PER_LINUX = 0;
    public const int PER_LINUX32 = 8;

    // kcmp(2)

    [DllImport("libc"), SuppressGCTransition]
    public static extern int execve(byte* path, byte** argv, byte** envp);

    public static int waitid(int type, int id, siginfo_t* info, int options, void* usage) =>
        (int)syscall(SYS_waitid, type, id, (nint)info, options, (nint)usage);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int kill(int pid, int signal);

    public static int pidfd_open(int pid, uint flags) => (int)syscall(SYS_pidfd_open, pid, (nint)flags);

    public static int pidfd_send_signal(int pidfd, int signal, siginfo_t* info, uint flags) =>
        (int)syscall(SYS_pidfd_send_signal, pidfd, signal, (nint)info, (nint)flags);

    public static int pidfd_getfd(int pidfd, int fd, uint flags) =>
        (int)syscall(SYS_pidfd_getfd, pidfd, fd, (nint)flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int setsid();

    /// <summary>getpid(2), asked of the kernel: nothing may remember the parent's answer in a cloned child.</summary>
    public static int sys_getpid() => (int)syscall(SYS_getpid);

    /// <summary>exit_group(2): ends the process at once and runs nothing that was registered for its end.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static void sys_exit_group(int status)
    {
        while (true)
        {
            syscall(SYS_exit_group, status);
            // A seccomp filter has refused it, and nothing may run on: no program has anything at this address.
            *(byte*)8 = 0;
        }
    }

    [DllImport("libc"), SuppressGCTransition]
    public static extern int personality(nuint persona);
}
