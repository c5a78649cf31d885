namespace OciRuntime.Native;

public static partial class Libc
{
    // <asm-generic/unistd.h>, which arm64 takes, in the order of the numbers
    public const int SYS_clone = 220;
    public const int SYS_execve = 221;
    public const int SYS_process_vm_readv = 270;
    public const int SYS_ptrace = 117;
    public const int SYS_tkill = 130;
    public const int SYS_getcwd = 17;
    public const int SYS_eventfd2 = 19;
    public const int SYS_ioprio_set = 30;
    public const int SYS_pivot_root = 41;
    public const int SYS_getdents64 = 61;
    public const int SYS_signalfd4 = 74;
    public const int SYS_capget = 90;
    public const int SYS_capset = 91;
    public const int SYS_exit_group = 94;
    public const int SYS_waitid = 95;
    public const int SYS_sched_setaffinity = 122;
    public const int SYS_rt_sigaction = 134;
    public const int SYS_rt_sigprocmask = 135;
    public const int SYS_setresuid = 147;
    public const int SYS_setresgid = 149;
    public const int SYS_setgroups = 159;
    public const int SYS_prctl = 167;
    public const int SYS_getpid = 172;
    public const int SYS_keyctl = 219;
    public const int SYS_set_mempolicy = 237;
    public const int SYS_prlimit64 = 261;
    public const int SYS_sched_setattr = 274;
    public const int SYS_seccomp = 277;
    public const int SYS_bpf = 280;
    public const int SYS_statx = 291;
}
