using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // capget(2), <linux/capability.h>
    public const uint _LINUX_CAPABILITY_VERSION_3 = 0x20080522;
    public const int _LINUX_CAPABILITY_U32S_3 = 2;

    // capabilities(7)
    public const int CAP_KILL = 5;
    public const int CAP_SYS_PTRACE = 19;

    /// <summary>capset(2): version 3 takes two <see cref="__user_cap_data_struct"/>.</summary>
    public static int capset(__user_cap_header_struct* header, __user_cap_data_struct* data) =>
        (int)syscall(SYS_capset, (nint)header, (nint)data);

    /// <summary>capget(2): version 3 fills two <see cref="__user_cap_data_struct"/>.</summary>
    public static int capget(__user_cap_header_struct* header, __user_cap_data_struct* data) =>
        (int)syscall(SYS_capget, (nint)header, (nint)data);
}
