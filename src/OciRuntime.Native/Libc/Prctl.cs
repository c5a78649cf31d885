namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // prctl(2), <linux/prctl.h>
    public const int PR_SET_PDEATHSIG = 1;
    public const int PR_GET_DUMPABLE = 3;
    public const int PR_SET_DUMPABLE = 4;
    public const int PR_GET_KEEPCAPS = 7;
    public const int PR_SET_KEEPCAPS = 8;
    public const int PR_SET_NAME = 15;
    public const int PR_GET_SECCOMP = 21;
    public const int PR_SET_SECCOMP = 22;
    public const int PR_CAPBSET_READ = 23;
    public const int PR_CAPBSET_DROP = 24;
    public const int PR_GET_SECUREBITS = 27;
    public const int PR_SET_SECUREBITS = 28;
    public const int PR_SET_CHILD_SUBREAPER = 36;
    public const int PR_SET_NO_NEW_PRIVS = 38;
    public const int PR_GET_NO_NEW_PRIVS = 39;
    public const int PR_GET_SPECULATION_CTRL = 52;
    public const int PR_SET_SPECULATION_CTRL = 53;
    public const int PR_CAP_AMBIENT = 47;
    public const int PR_CAP_AMBIENT_IS_SET = 1;
    public const int PR_CAP_AMBIENT_RAISE = 2;
    public const int PR_CAP_AMBIENT_LOWER = 3;
    public const int PR_CAP_AMBIENT_CLEAR_ALL = 4;

    // securebits, capabilities(7), <linux/securebits.h>
    public const int SECBIT_NOROOT = 1;
    public const int SECBIT_NOROOT_LOCKED = 2;
    public const int SECBIT_NO_SETUID_FIXUP = 4;
    public const int SECBIT_NO_SETUID_FIXUP_LOCKED = 8;
    public const int SECBIT_KEEP_CAPS = 0x10;
    public const int SECBIT_KEEP_CAPS_LOCKED = 0x20;
    public const int SECBIT_NO_CAP_AMBIENT_RAISE = 0x40;
    public const int SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED = 0x80;

    public static int prctl(int option, nuint a2 = 0, nuint a3 = 0, nuint a4 = 0, nuint a5 = 0) =>
        (int)syscall(SYS_prctl, option, (nint)a2, (nint)a3, (nint)a4, (nint)a5);
}
