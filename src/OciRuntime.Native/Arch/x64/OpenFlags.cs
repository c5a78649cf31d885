namespace OciRuntime.Native;

public static partial class Libc
{
    // <asm-generic/fcntl.h>
    public const int O_DIRECTORY = 0x10000;
    public const int O_NOFOLLOW = 0x20000;
}
