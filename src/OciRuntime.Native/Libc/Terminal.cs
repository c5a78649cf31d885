namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    public const uint TIOCSPTLCK = 0x40045431;
    public const uint TIOCGPTN = 0x80045430;
    public const uint TIOCGPTPEER = 0x5441;
    public const uint TIOCSCTTY = 0x540e;
    public const uint TIOCNOTTY = 0x5422;
    public const uint TIOCSWINSZ = 0x5414;
    public const uint TIOCGWINSZ = 0x5413;
    public const uint TCGETS = 0x5401;
    public const uint TCSETS = 0x5402;
    public const uint TCSETSW = 0x5403;


}
