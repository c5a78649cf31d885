using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // signal(7); the numbers of x86-64 and arm64
    public const int SIGHUP = 1;
    public const int SIGINT = 2;
    public const int SIGQUIT = 3;
    public const int SIGILL = 4;
    public const int SIGTRAP = 5;
    public const int SIGABRT = 6;
    public const int SIGBUS = 7;
    public const int SIGFPE = 8;
    public const int SIGKILL = 9;
    public const int SIGSEGV = 11;
    public const int SIGPIPE = 13;
    public const int SIGTERM = 15;
    public const int SIGCHLD = 17;
    public const int SIGCONT = 18;
    public const int SIGSTOP = 19;
    public const int SIGTTIN = 21;
    public const int SIGTTOU = 22;
    public const int SIGURG = 23;
    public const int SIGXFSZ = 25;
    public const int SIGWINCH = 28;
    public const int SIGSYS = 31;

    // sigprocmask(2)
    public const int SIG_BLOCK = 0;
    public const int SIG_SETMASK = 2;

    // sigaction(2)

    // signalfd(2)
    public const int SFD_CLOEXEC = 0x80000;
    public const int SFD_NONBLOCK = 0x800;

    /// <summary>rt_sigprocmask(2) on the kernel's 64-bit set: bit n-1 is signal n.</summary>
    public static int sys_rt_sigprocmask(int how, ulong* set, ulong* old) =>
        (int)syscall(SYS_rt_sigprocmask, how, (nint)set, (nint)old, sizeof(ulong));

    /// <summary>rt_sigaction(2): also for the signals that the C library keeps to itself.</summary>
    public static int sys_rt_sigaction(int signal, kernel_sigaction* action, kernel_sigaction* old) =>
        (int)syscall(SYS_rt_sigaction, signal, (nint)action, (nint)old, sizeof(ulong));

    /// <summary>signalfd4(2): <paramref name="size"/> is that of the kernel's set, 8.</summary>
    public static int signalfd4(int fd, ulong* mask, nuint size, int flags) =>
        (int)syscall(SYS_signalfd4, fd, (nint)mask, (nint)size, flags);
}
