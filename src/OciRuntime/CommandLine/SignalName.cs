using System.Globalization;
using OciRuntime.Native;
namespace OciRuntime.CommandLine;

/// <summary>Signals by name or number, signal(7).</summary>
internal static class SignalName
{
    // The kernel's SIGRTMIN is 32, but the C library keeps 32 and 33 for itself (nptl(7)).
    private const int RealTimeMinimum = 34, RealTimeMaximum = 64;

    /// <summary>The number of the signal <paramref name="text"/>; 0 asks only whether the process is there.</summary>
    /// <exception cref="OcirunException">There is no such signal.</exception>
    public static int Parse(string text)
    {
        int signal = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : ByName(text.ToUpperInvariant());
        if (signal is >= 0 and <= RealTimeMaximum) return signal;
        throw new OcirunException($"unknown signal `{text}`", FailureCodes.Usage);
    }

    private static int ByName(string text)
    {
        string name = text.StartsWith("SIG", System.StringComparison.Ordinal) ? text[3..] : text;
        if (name.StartsWith("RTMIN", System.StringComparison.Ordinal)) return RealTime(name[5..], RealTimeMinimum, '+');
        if (name.StartsWith("RTMAX", System.StringComparison.Ordinal)) return RealTime(name[5..], RealTimeMaximum, '-');
        return name switch
        {
            "HUP" => 1,
            "INT" => 2,
            "QUIT" => 3,
            "ILL" => 4,
            "TRAP" => 5,
            "ABRT" or "IOT" => 6,
            "BUS" => 7,
            "FPE" => 8,
            "KILL" => 9,
            "USR1" => 10,
            "SEGV" => 11,
            "USR2" => 12,
            "PIPE" => 13,
            "ALRM" => 14,
            "TERM" => 15,
            "STKFLT" => 16,
            "CHLD" or "CLD" => 17,
            "CONT" => 18,
            "STOP" => 19,
            "TSTP" => 20,
            "TTIN" => 21,
            "TTOU" => 22,
            "URG" => 23,
            "XCPU" => 24,
            "XFSZ" => 25,
            "VTALRM" => 26,
            "PROF" => 27,
            "WINCH" => 28,
            "IO" or "POLL" => 29,
            "PWR" => 30,
            "SYS" => 31,
            _ => -1,
        };
    }

    private static int RealTime(string offset, int origin, char sign)
    {
        if (offset.Length == 0)
            return origin;
        if (
            offset[0] != sign
            || !int.TryParse(offset[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int distance)
        )
            return -1;
        if (distance > RealTimeMaximum - RealTimeMinimum) return -1;
        return sign == '+' ? origin + distance : origin - distance;
    }
}
