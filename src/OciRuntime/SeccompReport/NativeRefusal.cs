using System;
using System.Runtime.InteropServices;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.Security.Seccomp;
using static OciRuntime.Native.Libc;

namespace OciRuntime.SeccompReport;

/// <summary>
/// Has the kernel itself end a thread, or trap it: marks the call that waits, by ptrace(2), and lets it be made again,
/// for which the filter then has its own verdict. Nobody but the kernel can send that SIGSYS: from outside one is
/// dropped for the first process of a PID namespace, can be blocked, and says nothing of the call.
/// </summary>
internal static unsafe class NativeRefusal
{
    private const int SignalBits = 0xff; // si_status of a ptrace stop: the signal, above it the event
    private const int LargestRegisters = 512; // bytes; arm64 has 272, x86_64 216
    private const int SmallestRegisters64 = 128; // of a 32-bit program x86 has 68, arm 72

    /// <summary>Ends or traps <paramref name="thread"/>, whose call waits.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="waits">Whether its call still waits: if not, the number may be that of any other thread.</param>
    /// <param name="trap">Its action is TRAP.</param>
    /// <param name="approximated">A tracer of its own has it: only a signal could be sent.</param>
    /// <returns>Whether it was done; if not, a signal came in between, and the call may come again.</returns>
    public static bool Refuse(int thread, Func<bool> waits, bool trap, out bool approximated)
    {
        approximated = ptrace(PTRACE_SEIZE, thread, 0, 0) == -1;
        // A thread that is traced keeps its number: if the call waits now, the thread that was seized is the right one.
        bool isRight = waits();
        if (approximated) return isRight && tkill(thread, trap ? SIGSYS : SIGKILL) == 0;
        ptrace(PTRACE_INTERRUPT, thread, 0, 0);
        if (!Stopped(thread, out int signal)) return true;
        if (!isRight || signal != 0 || !Mark(thread, SeccompMark.Value, out ulong before))
        {
            ptrace(PTRACE_DETACH, thread, 0, signal);
            return false;
        }
        if (!trap)
        {
            ptrace(PTRACE_DETACH, thread, 0, 0);
            return true;
        }
        ptrace(PTRACE_CONT, thread, 0, 0);
        if (!Stopped(thread, out signal)) return true;
        // A handler sees the call as it was made.
        Mark(thread, before, out _);
        ptrace(PTRACE_DETACH, thread, 0, signal);
        return signal == SIGSYS;
    }

    /// <summary>Waits until the thread has stopped.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="signal">The signal that is about to be delivered; 0 if it stopped because it was asked to.</param>
    /// <returns>False if it has ended.</returns>
    private static bool Stopped(int thread, out int signal)
    {
        bool stopped = ChildProcess.TryWaitTraced(thread, out siginfo_t info)
            && info.si_code is CLD_TRAPPED or CLD_STOPPED;
        signal = stopped && info.si_status >> 8 == 0 ? info.si_status & SignalBits : 0;
        return stopped;
    }

    /// <summary>Sets the sixth argument of a stopped thread's call.</summary>
    private static bool Mark(int thread, ulong value, out ulong before)
    {
        byte* registers = stackalloc byte[LargestRegisters];
        iovec all;
        all.iov_base = registers;
        all.iov_len = LargestRegisters;
        before = 0;
        // Safe: the kernel fills iov_len bytes of the buffer and says how many they are.
        if (ptrace(PTRACE_GETREGSET, thread, NT_PRSTATUS, (nint)(&all)) == -1) return false;
        bool is64 = all.iov_len >= SmallestRegisters64;
        void* argument = registers + Offset(is64);
        if (is64) (before, *(ulong*)argument) = (*(ulong*)argument, value);
        else (before, *(uint*)argument) = (*(uint*)argument, (uint)value);
        return ptrace(PTRACE_SETREGSET, thread, NT_PRSTATUS, (nint)(&all)) == 0;
    }

    /// <summary>Where the sixth argument lies in user_regs_struct or user_pt_regs, or their 32-bit form.</summary>
    private static int Offset(bool is64)
    {
        if (RuntimeInformation.ProcessArchitecture == Architecture.Arm64) return is64 ? 40 : 20; // regs[5]; r5
        return is64 ? 64 : 20; // r9; ebp
    }
}
