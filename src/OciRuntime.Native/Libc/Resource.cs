using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // setrlimit(2)
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
    public const int RLIMIT_LOCKS = 10;
    public const int RLIMIT_SIGPENDING = 11;
    public const int RLIMIT_MSGQUEUE = 12;
    public const int RLIMIT_NICE = 13;
    public const int RLIMIT_RTPRIO = 14;
    public const int RLIMIT_RTTIME = 15;

    // no limit, as prlimit64 says it, <linux/resource.h>

    // ioprio_set(2), <linux/ioprio.h>
    public const int IOPRIO_WHO_PROCESS = 1;
    public const int IOPRIO_CLASS_RT = 1;
    public const int IOPRIO_CLASS_BE = 2;
    public const int IOPRIO_CLASS_IDLE = 3;
    public const int IOPRIO_CLASS_SHIFT = 13;

    // getpriority(2), getrusage(2)

    public static int prlimit64(int pid, int resource, rlimit64* limit, rlimit64* old) =>
        (int)syscall(SYS_prlimit64, pid, resource, (nint)limit, (nint)old);

    public static int ioprio_set(int which, int who, int priority) =>
        (int)syscall(SYS_ioprio_set, which, who, priority);
}
