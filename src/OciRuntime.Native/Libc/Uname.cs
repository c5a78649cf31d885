using System.Runtime.InteropServices;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    [DllImport("libc"), SuppressGCTransition]
    public static extern int sethostname(byte* name, nuint length);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int setdomainname(byte* name, nuint length);
}
