namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    /// <summary>setresuid(2) of the calling thread alone; the C library's signals every thread, nptl(7).</summary>
    public static int sys_setresuid(uint real, uint effective, uint saved) =>
        (int)syscall(SYS_setresuid, (nint)real, (nint)effective, (nint)saved);

    /// <summary>setresgid(2) of the calling thread alone.</summary>
    public static int sys_setresgid(uint real, uint effective, uint saved) =>
        (int)syscall(SYS_setresgid, (nint)real, (nint)effective, (nint)saved);

    /// <summary>setgroups(2) of the calling thread alone.</summary>
    public static int sys_setgroups(int count, uint* groups) => (int)syscall(SYS_setgroups, count, (nint)groups);
}
