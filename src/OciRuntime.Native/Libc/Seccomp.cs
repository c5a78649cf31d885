namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    public const int SECCOMP_SET_MODE_FILTER = 1;
    public const int SECCOMP_GET_ACTION_AVAIL = 2;
    public const uint SECCOMP_FILTER_FLAG_TSYNC = 1;
    public const uint SECCOMP_FILTER_FLAG_LOG = 2;
    public const uint SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4;
    public const uint SECCOMP_FILTER_FLAG_NEW_LISTENER = 8;
    public const uint SECCOMP_FILTER_FLAG_TSYNC_ESRCH = 0x10;
    public const uint SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV = 0x20;

    public static int seccomp(uint operation, uint flags, void* arguments) => (int)syscall(SYS_seccomp, (nint)operation, (nint)flags, (nint)arguments);
}
