using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // ptrace(2), <linux/ptrace.h>
    public const int PTRACE_CONT = 7;
    public const int PTRACE_DETACH = 17;
    public const int PTRACE_GETREGSET = 0x4204;
    public const int PTRACE_SETREGSET = 0x4205;
    public const int PTRACE_SEIZE = 0x4206;
    public const int PTRACE_INTERRUPT = 0x4207;

    // <linux/elf.h>
    public const int NT_PRSTATUS = 1;

    /// <summary>ptrace(2) as the kernel has it: the calling thread is the tracer.</summary>
    public static int ptrace(int request, int thread, nint address, nint data) =>
        (int)syscall(SYS_ptrace, request, thread, address, data);

    /// <summary>process_vm_readv(2).</summary>
    public static nint process_vm_readv(int pid, iovec* here, iovec* there) =>
        syscall(SYS_process_vm_readv, pid, (nint)here, 1, (nint)there, 1, 0);

    /// <summary>tkill(2): to one thread.</summary>
    public static int tkill(int thread, int signal) => (int)syscall(SYS_tkill, thread, signal);
}
