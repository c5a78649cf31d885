namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // prctl(2), <linux/prctl.h>
    public const int PR_SET_DUMPABLE = 4;
    public const int PR_SET_KEEPCAPS = 8;
    public const int PR_SET_NAME = 15;
    public const int PR_CAPBSET_READ = 23;
    public const int PR_CAPBSET_DROP = 24;
    public const int PR_SET_CHILD_SUBREAPER = 36;
    public const int PR_GET_SECCOMP = 21;
    public const int PR_SET_NO_NEW_PRIVS = 38;
    public const int PR_CAP_AMBIENT = 47;
    public const int PR_CAP_AMBIENT_RAISE = 2;
    public const int PR_CAP_AMBIENT_CLEAR_ALL = 4;

    // securebits, capabilities(7), <linux/securebits.h>

    public static int prctl(int option, nuint a2 = 0, nuint a3 = 0, nuint a4 = 0, nuint a5 = 0) =>
        (int)syscall(SYS_prctl, option, (nint)a2, (nint)a3, (nint)a4, (nint)a5);
}
