namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // set_mempolicy(2), <linux/mempolicy.h>; MPOL_WEIGHTED_INTERLEAVE since Linux 6.9
    public const int MPOL_DEFAULT = 0;
    public const int MPOL_PREFERRED = 1;
    public const int MPOL_BIND = 2;
    public const int MPOL_INTERLEAVE = 3;
    public const int MPOL_LOCAL = 4;
    public const int MPOL_PREFERRED_MANY = 5;
    public const int MPOL_F_STATIC_NODES = 0x8000;
    public const int MPOL_F_RELATIVE_NODES = 0x4000;
    public const int MPOL_F_NUMA_BALANCING = 0x2000;

    public static int set_mempolicy(int mode, nuint* nodes, nuint bits) =>
        (int)syscall(SYS_set_mempolicy, mode, (nint)nodes, (nint)bits);
}
