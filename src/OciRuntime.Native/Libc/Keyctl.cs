namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // keyctl(2), <linux/keyctl.h>
    public const int KEYCTL_JOIN_SESSION_KEYRING = 1;
    public const int KEYCTL_SETPERM = 5;

    // keyctl_setperm(3), <keyutils.h>
    public const uint KEY_USR_SEARCH = 0x80000;
    public const uint KEY_OTH_SEARCH = 0x8;

    public static nint keyctl(int operation, nuint a2, nuint a3, nuint a4, nuint a5) =>
        syscall(SYS_keyctl, operation, (nint)a2, (nint)a3, (nint)a4, (nint)a5);
}
