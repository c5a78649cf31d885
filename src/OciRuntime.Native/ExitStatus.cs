using System.Globalization;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>
/// How a process ended, waitid(2): it exited with a status, or a signal killed it. Never 128 + N, which is also a
/// status.
/// </summary>
public readonly record struct ExitStatus
{
    private const int SignalBase = 128; // sh(1): the exit code that a shell makes of a signal

    private ExitStatus(int code, int signal) => (Code, Signal) = (code, signal);

    /// <summary>The status that it exited with, 0..255; 0 if a signal killed it.</summary>
    public int Code { get; }

    /// <summary>The signal that killed it, signal(7); 0 if it exited.</summary>
    public int Signal { get; }

    /// <summary>Whether it exited with 0.</summary>
    public bool Succeeded => Code == 0 && Signal == 0;

    /// <summary>
    /// The exit code of a runtime that stands for it: its own, or 128 and the signal's number, as a shell has it.
    /// </summary>
    public int ShellCode => Signal == 0 ? Code : SignalBase + Signal;

    /// <summary>A process that exited with <paramref name="code"/>.</summary>
    public static ExitStatus Exited(int code) => new(code, 0);

    /// <summary>A process that <paramref name="signal"/> killed.</summary>
    public static ExitStatus Killed(int signal) => new(0, signal);

    /// <summary>What waitid(2) reported with WEXITED.</summary>
    public static ExitStatus From(in siginfo_t info) =>
        info.si_code == CLD_EXITED ? Exited(info.si_status) : Killed(info.si_status);

    /// <summary>The number that wait(2) fills in.</summary>
    public static ExitStatus FromWaitStatus(int status)
    {
        const int SignalBits = 0x7f, CodeShift = 8, CodeBits = 0xff; // WTERMSIG and WEXITSTATUS of wait(2)
        int signal = status & SignalBits;
        return signal == 0 ? Exited((status >> CodeShift) & CodeBits) : Killed(signal);
    }

    /// <summary><c>exit status 3</c>, or <c>killed by signal 9</c>.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(Signal == 0 ? "exit status " : "killed by signal ")}{(Signal == 0 ? Code : Signal)}"
        ) + (Signal == SIGSYS ? " (bad system call)" : "");
}
