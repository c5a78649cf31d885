using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    public const int P_ALL = 0;
    public const int P_PID = 1;
    public const int P_PIDFD = 3;
    public const int WEXITED = 4;
    public const int WSTOPPED = 2;
    public const int WNOHANG = 1;
    public const int WNOWAIT = 0x1000000;
    public const int CLD_EXITED = 1;
    public const int CLD_KILLED = 2;
    public const int CLD_DUMPED = 3;
    public const int RLIMIT_CPU = 0;
    public const int RLIMIT_FSIZE = 1;
    public const int RLIMIT_DATA = 2;
    public const int RLIMIT_STACK = 3;
    public const int RLIMIT_CORE = 4;
    public const int RLIMIT_RSS = 5;
    public const int RLIMIT_NPROC = 6;
    public const int RLIMIT_NOFILE = 7;
    public const int RLIMIT_MEMLOCK = 8;
    public const int RLIMIT_AS = 9;
    public const int RLIMIT_LOCKS = 0xa;
    public const int RLIMIT_SIGPENDING = 0xb;
    public const int RLIMIT_MSGQUEUE = 0xc;
    public const int RLIMIT_NICE = 0xd;
    public const int RLIMIT_RTPRIO = 0xe;
    public const int RLIMIT_RTTIME = 0xf;
    public const int PER_LINUX = 0;
    public const int PER_LINUX32 = 8;
    public const int IOPRIO_WHO_PROCESS = 1;
    public const int IOPRIO_CLASS_RT = 1;
    public const int IOPRIO_CLASS_BE = 2;
    public const int IOPRIO_CLASS_IDLE = 3;
    public const int IOPRIO_CLASS_SHIFT = 0xd;

    [DllImport("libc"), SuppressGCTransition] public static extern int execve(byte* path, byte** argv, byte** envp);
    public static int waitid(int type, int id, siginfo_t* info, int options, void* usage) => (int)syscall(SYS_waitid, type, id, (nint)info, options, (nint)usage);
    [DllImport("libc"), SuppressGCTransition] public static extern int kill(int pid, int signal);
    public static int pidfd_open(int pid, uint flags) => (int)syscall(SYS_pidfd_open, pid, (nint)flags);
    public static int pidfd_send_signal(int pidfd, int signal, siginfo_t* info, uint flags) => (int)syscall(SYS_pidfd_send_signal, pidfd, signal, (nint)info, (nint)flags);
    public static int prlimit64(int pid, int resource, rlimit64* limit, rlimit64* old) => (int)syscall(SYS_prlimit64, pid, resource, (nint)limit, (nint)old);
    [DllImport("libc"), SuppressGCTransition] public static extern int setsid();
    [DllImport("libc"), SuppressGCTransition] public static extern int personality(nuint persona);
    public static int ioprio_set(int which, int who, int priority) => (int)syscall(SYS_ioprio_set, which, who, priority);
    [DllImport("libc"), SuppressGCTransition] public static extern uint geteuid();
    [DllImport("libc"), SuppressGCTransition] public static extern uint getegid();
    public static int sys_setresuid(uint real, uint effective, uint saved) => (int)syscall(SYS_setresuid, (nint)real, (nint)effective, (nint)saved);
    public static int sys_setresgid(uint real, uint effective, uint saved) => (int)syscall(SYS_setresgid, (nint)real, (nint)effective, (nint)saved);
    public static int sys_setgroups(int count, uint* groups) => (int)syscall(SYS_setgroups, count, (nint)groups);
    public static void sys_exit_group(int status) => syscall(SYS_exit_group, status);
    public static int sys_getpid() => (int)syscall(SYS_getpid);
    [DllImport("libc"), SuppressGCTransition] public static extern int sethostname(byte* name, nuint length);
    [DllImport("libc"), SuppressGCTransition] public static extern int setdomainname(byte* name, nuint length);
}
