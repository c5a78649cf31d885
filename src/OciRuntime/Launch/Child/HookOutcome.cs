using System.Globalization;
using OciRuntime.Native;

namespace OciRuntime.Launch.Child;

/// <summary>The ways in which a hook can end.</summary>
internal enum HookEnd : int
{
    /// <summary>It exited with 0.</summary>
    Succeeded,

    /// <summary>It could not be started; the value is the errno.</summary>
    NotStarted,

    /// <summary>It exited with another status, which is the value.</summary>
    Exited,

    /// <summary>A signal killed it, which is the value.</summary>
    Killed,

    /// <summary>It was still running after its timeout, and was killed; the value is the timeout in seconds.</summary>
    TimedOut,
}

/// <summary>
/// How one hook ended. It travels in <see cref="SyncMessage"/> as it is, so it is unmanaged and needs no plan to be
/// told.
/// </summary>
/// <param name="End">The way.</param>
/// <param name="Value">An errno, an exit status, a signal or seconds, as <paramref name="End"/> says.</param>
internal readonly record struct HookOutcome(HookEnd End, int Value)
{
    /// <summary>The errno of a hook that could not be started, or 0.</summary>
    public int Errno => End == HookEnd.NotStarted ? Value : 0;

    /// <summary>The end of the sentence about a hook that failed.</summary>
    public override string ToString() => End switch
    {
        HookEnd.NotStarted => $"{Native.Errno.Describe(Value)} ({Native.Errno.Name(Value)})",
        HookEnd.Exited => ExitStatus.Exited(Value).ToString(),
        HookEnd.Killed => ExitStatus.Killed(Value).ToString(),
        HookEnd.TimedOut => string.Create(CultureInfo.InvariantCulture, $"killed after its timeout of {Value} s"),
        _ => "succeeded",
    };
}
