namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // seccomp(2), <linux/seccomp.h>
    public const uint SECCOMP_SET_MODE_FILTER = 1;
    public const uint SECCOMP_FILTER_FLAG_LOG = 2;
    public const uint SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4;
    public const uint SECCOMP_FILTER_FLAG_NEW_LISTENER = 8;
    public const uint SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV = 0x20;
    public const uint SECCOMP_RET_KILL_PROCESS = 0x80000000;
    public const uint SECCOMP_RET_KILL_THREAD = 0;
    public const uint SECCOMP_RET_TRAP = 0x30000;
    public const uint SECCOMP_RET_ERRNO = 0x50000;
    public const uint SECCOMP_RET_USER_NOTIF = 0x7fc00000;
    public const uint SECCOMP_RET_TRACE = 0x7ff00000;
    public const uint SECCOMP_RET_LOG = 0x7ffc0000;
    public const uint SECCOMP_RET_ALLOW = 0x7fff0000;
    public const uint SECCOMP_RET_ACTION_FULL = 0xffff0000;
    public const uint SECCOMP_RET_DATA = 0xffff;

    // seccomp_unotify(2)
    public const uint SECCOMP_IOCTL_NOTIF_RECV = 0xc0502100;
    public const uint SECCOMP_IOCTL_NOTIF_SEND = 0xc0182101;
    public const uint SECCOMP_IOCTL_NOTIF_ID_VALID = 0x40082102;
    public const uint SECCOMP_USER_NOTIF_FLAG_CONTINUE = 1;

    // classic BPF, <linux/bpf_common.h>, <linux/filter.h>
    public const int BPF_LDX = 1;
    public const int BPF_ALU = 4;
    public const int BPF_JMP = 5;
    public const int BPF_W = 0;
    public const int BPF_MEM = 0x60;
    public const int BPF_AND = 0x50;
    public const int BPF_RSH = 0x70;
    public const int BPF_JA = 0;
    public const int BPF_JSET = 0x40;
    public const int BPF_K = 0;

    // <linux/audit.h>

    public static int seccomp(uint operation, uint flags, void* arguments) =>
        (int)syscall(SYS_seccomp, (nint)operation, (nint)flags, (nint)arguments);
}
