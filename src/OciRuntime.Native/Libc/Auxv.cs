using System.Runtime.InteropServices;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // getauxval(3), <elf.h>
    public const int AT_PHDR = 3;
    public const int AT_EUID = 12;
    public const int AT_PHNUM = 5;
    public const int AT_PAGESZ = 6;
    public const int PT_LOAD = 1;
    public const int PF_W = 2;

    [DllImport("libc"), SuppressGCTransition]
    public static extern nuint getauxval(nuint type);
}
