using System.Globalization;

namespace OciRuntime.Diagnostics;

/// <summary>
/// <c>--debug</c>: each step as it is taken. Off, a place that would tell something tests one field; it makes its text
/// only if <see cref="On"/> holds.
/// </summary>
internal static class DebugLog
{
    private static Log? log;
    private static long start;

    /// <summary>Whether steps are told.</summary>
    public static bool On => log is not null;

    /// <summary>From here on steps go to <paramref name="target"/>.</summary>
    public static void Begin(Log target) => (log, start) = (target, Timings.Now());

    /// <summary>Tells a step, with the time since the command began.</summary>
    public static void Write(string step)
    {
        if (log is null) return;
        double milliseconds = (Timings.Now() - start) / 1e6;
        log.Debug(string.Create(CultureInfo.InvariantCulture, $"{milliseconds:F3} ms: {step}"));
    }
}
