using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    public const int SIGHUP = 1;
    public const int SIGINT = 2;
    public const int SIGQUIT = 3;
    public const int SIGILL = 4;
    public const int SIGTRAP = 5;
    public const int SIGABRT = 6;
    public const int SIGBUS = 7;
    public const int SIGFPE = 8;
    public const int SIGKILL = 9;
    public const int SIGUSR1 = 0xa;
    public const int SIGSEGV = 0xb;
    public const int SIGUSR2 = 0xc;
    public const int SIGPIPE = 0xd;
    public const int SIGALRM = 0xe;
    public const int SIGTERM = 0xf;
    public const int SIGSTKFLT = 0x10;
    public const int SIGCHLD = 0x11;
    public const int SIGCONT = 0x12;
    public const int SIGSTOP = 0x13;
    public const int SIGTSTP = 0x14;
    public const int SIGTTIN = 0x15;
    public const int SIGTTOU = 0x16;
    public const int SIGURG = 0x17;
    public const int SIGXCPU = 0x18;
    public const int SIGXFSZ = 0x19;
    public const int SIGVTALRM = 0x1a;
    public const int SIGPROF = 0x1b;
    public const int SIGWINCH = 0x1c;
    public const int SIGIO = 0x1d;
    public const int SIGPWR = 0x1e;
    public const int SIGSYS = 0x1f;
    public const int SIG_BLOCK = 0;
    public const int SIG_UNBLOCK = 1;
    public const int SIG_SETMASK = 2;
    public const int SFD_CLOEXEC = 0x80000;
    public const int SFD_NONBLOCK = 0x800;

    public static int sys_rt_sigprocmask(int how, ulong* set, ulong* old) => (int)syscall(SYS_rt_sigprocmask, how, (nint)set, (nint)old, sizeof(ulong));
    public static int sys_rt_sigaction(int signal, kernel_sigaction* action, kernel_sigaction* old) => (int)syscall(SYS_rt_sigaction, signal, (nint)action, (nint)old, sizeof(ulong));
    public static int signalfd4(int fd, ulong* mask, nuint size, int flags) => (int)syscall(SYS_signalfd4, fd, (nint)mask, (nint)size, flags);
}
