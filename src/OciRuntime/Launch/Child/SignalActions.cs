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

    /// <summary>Lets every signal in, rt_sigprocmask(2): 0 or -1.</summary>
    public static int Unblock()
    {
        ulong none = 0;
        // Safe: the kernel reads the eight bytes of its set.
        return sys_rt_sigprocmask(SIG_SETMASK, &none, null);
    }

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
