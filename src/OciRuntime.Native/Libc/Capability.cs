using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    public const uint _LINUX_CAPABILITY_VERSION_3 = 0x20080522;

    public static int capset(__user_cap_header_struct* header, __user_cap_data_struct* data) => (int)syscall(SYS_capset, (nint)header, (nint)data);
    public static int capget(__user_cap_header_struct* header, __user_cap_data_struct* data) => (int)syscall(SYS_capget, (nint)header, (nint)data);
}
