namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    public const int PR_SET_PDEATHSIG = 1;
    public const int PR_SET_DUMPABLE = 4;
    public const int PR_GET_DUMPABLE = 3;
    public const int PR_SET_KEEPCAPS = 8;
    public const int PR_SET_NAME = 0xf;
    public const int PR_SET_SECCOMP = 0x16;
    public const int PR_CAPBSET_READ = 0x17;
    public const int PR_CAPBSET_DROP = 0x18;
    public const int PR_SET_NO_NEW_PRIVS = 0x26;
    public const int PR_GET_NO_NEW_PRIVS = 0x27;
    public const int PR_SET_CHILD_SUBREAPER = 0x24;
    public const int PR_CAP_AMBIENT = 0x2f;
    public const int PR_CAP_AMBIENT_IS_SET = 1;
    public const int PR_CAP_AMBIENT_RAISE = 2;
    public const int PR_CAP_AMBIENT_LOWER = 3;
    public const int PR_CAP_AMBIENT_CLEAR_ALL = 4;
    public const int PR_SET_SECUREBITS = 0x1c;
    public const int PR_GET_SECUREBITS = 0x1b;

    public static int prctl(int option, nuint a2, nuint a3, nuint a4, nuint a5) => (int)syscall(SYS_prctl, option, (nint)a2, (nint)a3, (nint)a4, (nint)a5);
}
