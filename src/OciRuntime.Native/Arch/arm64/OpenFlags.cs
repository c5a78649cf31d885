namespace OciRuntime.Native;

public static partial class Libc
{
    // <asm/fcntl.h> of arm64, which took 32-bit ARM's
    public const int O_DIRECTORY = 0x4000;
    public const int O_NOFOLLOW = 0x8000;
}
