using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // waitid(2)
    public const int P_ALL = 0;
    public const int P_PID = 1;
    public const int P_PGID = 2;
    public const int P_PIDFD = 3;
    public const int WNOHANG = 1;
    public const int WUNTRACED = 2;
    public const int WSTOPPED = 2;
    public const int WEXITED = 4;
    public const int WCONTINUED = 8;
    public const int WNOWAIT = 0x1000000;
    public const int __WALL = 0x40000000;
    public const int CLD_EXITED = 1;
    public const int CLD_KILLED = 2;
    public const int CLD_DUMPED = 3;
    public const int CLD_TRAPPED = 4;
    public const int CLD_STOPPED = 5;
    public const int CLD_CONTINUED = 6;

    // personality(2)
    public const int PER_LINUX = 0;
    public const int PER_LINUX32 = 8;
    public const int UNAME26 = 0x20000;
    public const int ADDR_NO_RANDOMIZE = 0x40000;
    public const int FDPIC_FUNCPTRS = 0x80000;
    public const int MMAP_PAGE_ZERO = 0x100000;
    public const int ADDR_COMPAT_LAYOUT = 0x200000;
    public const int READ_IMPLIES_EXEC = 0x400000;
    public const int ADDR_LIMIT_32BIT = 0x800000;
    public const int SHORT_INODE = 0x1000000;
    public const int WHOLE_SECONDS = 0x2000000;
    public const int STICKY_TIMEOUTS = 0x4000000;
    public const int ADDR_LIMIT_3GB = 0x8000000;

    // kcmp(2)
    public const int KCMP_FILE = 0;

    [DllImport("libc"), SuppressGCTransition]
    public static extern int execve(byte* path, byte** argv, byte** envp);

    public static int execveat(int directory, byte* path, byte** argv, byte** envp, int flags) =>
        (int)syscall(SYS_execveat, directory, (nint)path, (nint)argv, (nint)envp, flags);

    public static int waitid(int type, int id, siginfo_t* info, int options, void* usage) =>
        (int)syscall(SYS_waitid, type, id, (nint)info, options, (nint)usage);

    public static int wait4(int pid, int* status, int options, rusage* usage) =>
        (int)syscall(SYS_wait4, pid, (nint)status, options, (nint)usage);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int kill(int pid, int signal);

    public static int pidfd_open(int pid, uint flags) => (int)syscall(SYS_pidfd_open, pid, (nint)flags);

    public static int pidfd_send_signal(int pidfd, int signal, siginfo_t* info, uint flags) =>
        (int)syscall(SYS_pidfd_send_signal, pidfd, signal, (nint)info, (nint)flags);

    public static int pidfd_getfd(int pidfd, int fd, uint flags) =>
        (int)syscall(SYS_pidfd_getfd, pidfd, fd, (nint)flags);

    public static int kcmp(int pid1, int pid2, int type, nuint index1, nuint index2) =>
        (int)syscall(SYS_kcmp, pid1, pid2, type, (nint)index1, (nint)index2);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int setsid();

    [DllImport("libc"), SuppressGCTransition]
    public static extern int setpgid(int pid, int group);

    /// <summary>getpid(2), asked of the kernel: nothing may remember the parent's answer in a cloned child.</summary>
    public static int sys_getpid() => (int)syscall(SYS_getpid);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int getppid();

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
