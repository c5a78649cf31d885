using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // clone3(2), <linux/sched.h>
    public const ulong CLONE_NEWTIME = 0x80;
    public const ulong CLONE_FILES = 0x400;
    public const ulong CLONE_PIDFD = 0x1000;
    public const ulong CLONE_PARENT = 0x8000;
    public const ulong CLONE_NEWNS = 0x20000;
    public const ulong CLONE_NEWCGROUP = 0x2000000;
    public const ulong CLONE_NEWUTS = 0x4000000;
    public const ulong CLONE_NEWIPC = 0x8000000;
    public const ulong CLONE_NEWUSER = 0x10000000;
    public const ulong CLONE_NEWPID = 0x20000000;
    public const ulong CLONE_NEWNET = 0x40000000;
    public const ulong CLONE_CLEAR_SIGHAND = 0x100000000;
    public const ulong CLONE_INTO_CGROUP = 0x200000000;

    // sched_setattr(2), sched(7)
    public const int SCHED_OTHER = 0;
    public const int SCHED_FIFO = 1;
    public const int SCHED_RR = 2;
    public const int SCHED_BATCH = 3;
    public const int SCHED_ISO = 4;
    public const int SCHED_IDLE = 5;
    public const int SCHED_DEADLINE = 6;
    public const ulong SCHED_FLAG_RESET_ON_FORK = 1;
    public const ulong SCHED_FLAG_RECLAIM = 2;
    public const ulong SCHED_FLAG_DL_OVERRUN = 4;
    public const ulong SCHED_FLAG_KEEP_POLICY = 8;
    public const ulong SCHED_FLAG_KEEP_PARAMS = 0x10;
    public const ulong SCHED_FLAG_UTIL_CLAMP_MIN = 0x20;
    public const ulong SCHED_FLAG_UTIL_CLAMP_MAX = 0x40;

    // ioctl_ns(2), <linux/nsfs.h>
    public const uint NS_GET_NSTYPE = 0xb703;

    /// <summary>
    /// clone3(2) as fork(2): the child returns 0 on its own copy of the stack; with CLONE_VM it must not.
    /// </summary>
    public static nint clone3(clone_args* arguments, nuint size) => syscall(SYS_clone3, (nint)arguments, (nint)size);

    /// <summary>
    /// clone(2) as fork(2), with the flags and the signal in one; CLONE_PIDFD fills <paramref name="pidfd"/>.
    /// </summary>
    public static nint sys_clone(ulong flags, int* pidfd) => syscall(SYS_clone, (nint)flags, 0, (nint)pidfd, 0, 0);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int unshare(int flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int setns(int fd, int type);

    public static int sched_setattr(int pid, sched_attr* attributes, uint flags) =>
        (int)syscall(SYS_sched_setattr, pid, (nint)attributes, (nint)flags);

    public static int sched_setaffinity(int pid, nuint size, nuint* mask) =>
        (int)syscall(SYS_sched_setaffinity, pid, (nint)size, (nint)mask);
}
