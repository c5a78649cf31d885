using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>
/// Ignored and blocked signals survive clone(2), CLONE_CLEAR_SIGHAND and execve(2): what is to be started inherits
/// neither from the caller, as in crun.
/// </summary>
internal static unsafe class SignalActions
{
    /// <summary>Every signal of signal(7).</summary>
    public const ulong All = ~0ul;

    /// <summary>SIGHUP, SIGINT, SIGQUIT and SIGTERM: by these somebody asks a process to end.</summary>
    public const ulong Ending = (1ul << (SIGHUP - 1)) | (1ul << (SIGINT - 1)) | (1ul << (SIGQUIT - 1))
        | (1ul << (SIGTERM - 1));

    /// <summary>Lets every signal in, rt_sigprocmask(2): 0 or -1.</summary>
    public static int Unblock() => Block(0);

    /// <summary>Lets every signal in that is not in <paramref name="set"/>, rt_sigprocmask(2): 0 or -1.</summary>
    public static int Block(ulong set) =>
        // Safe: the kernel reads the eight bytes of its set.
        sys_rt_sigprocmask(SIG_SETMASK, &set, null);

    /// <summary>Sets the default action for the signals in <paramref name="set"/>, bit N-1 for signal N.</summary>
    public static void Reset(ulong set)
    {
        kernel_sigaction defaultAction = default;
        // Safe: the kernel only reads the structure. SIGKILL and SIGSTOP are refused, and have the default action
        // anyway.
        for (int signal = 1; set != 0; signal++, set >>= 1)
            if ((set & 1) != 0) sys_rt_sigaction(signal, &defaultAction, null);
    }
}
