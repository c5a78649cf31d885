namespace OciRuntime.Native;

public static partial class Libc
{
    // <asm/unistd_64.h> of x86-64, in the order of the numbers
    public const int SYS_clone = 56;
    public const int SYS_rt_sigaction = 13;
    public const int SYS_rt_sigprocmask = 14;
    public const int SYS_getpid = 39;
    public const int SYS_execve = 59;
    public const int SYS_getcwd = 79;
    public const int SYS_ptrace = 101;
    public const int SYS_setgroups = 116;
    public const int SYS_setresuid = 117;
    public const int SYS_setresgid = 119;
    public const int SYS_capget = 125;
    public const int SYS_capset = 126;
    public const int SYS_pivot_root = 155;
    public const int SYS_prctl = 157;
    public const int SYS_tkill = 200;
    public const int SYS_sched_setaffinity = 203;
    public const int SYS_getdents64 = 217;
    public const int SYS_exit_group = 231;
    public const int SYS_set_mempolicy = 238;
    public const int SYS_waitid = 247;
    public const int SYS_keyctl = 250;
    public const int SYS_ioprio_set = 251;
    public const int SYS_signalfd4 = 289;
    public const int SYS_eventfd2 = 290;
    public const int SYS_prlimit64 = 302;
    public const int SYS_process_vm_readv = 310;
    public const int SYS_sched_setattr = 314;
    public const int SYS_seccomp = 317;
    public const int SYS_bpf = 321;
    public const int SYS_statx = 332;
}
