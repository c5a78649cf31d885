namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    public const uint SIOCGIFFLAGS = 0x8913;
    public const uint SIOCSIFFLAGS = 0x8914;
    public const int IFF_UP = 1;
    public const int IFF_RUNNING = 0x40;
    public const uint NS_GET_NSTYPE = 0xb703;


}
