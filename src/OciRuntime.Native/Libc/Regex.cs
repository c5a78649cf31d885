using System.Runtime.InteropServices;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // regcomp(3)
    public const int REG_EXTENDED = 1;
    public const int REG_NOSUB = 8;

    [DllImport("libc"), SuppressGCTransition]
    public static extern int regcomp(void* compiled, byte* expression, int flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int regexec(void* compiled, byte* text, nuint matches, void* match, int flags);

    [DllImport("libc"), SuppressGCTransition]
    public static extern nuint regerror(int error, void* compiled, byte* text, nuint size);

    [DllImport("libc"), SuppressGCTransition]
    public static extern void regfree(void* compiled);
}
