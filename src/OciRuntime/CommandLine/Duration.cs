using System;
using System.Globalization;
namespace OciRuntime.CommandLine;

/// <summary>
/// Lengths of time as Go programs write them: <c>300ms</c>, <c>1.5s</c>, <c>1h30m</c>; time.ParseDuration.
/// </summary>
internal static class Duration
{
    /// <summary>Reads a length; parts of a millisecond are rounded up, so that nothing becomes none.</summary>
    public static bool TryParse(string text, out int milliseconds)
    {
        milliseconds = 0;
        ReadOnlySpan<char> rest = text;
        if (rest is "0") return true;
        if (rest.IsEmpty) return false;
        decimal sum = 0;
        while (!rest.IsEmpty)
        {
            int digits = Length(rest, ofNumber: true);
            if (
                digits == 0
                || !decimal.TryParse(
                    rest[..digits],
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out decimal number
                )
            )
                return false;
            rest = rest[digits..];
            ReadOnlySpan<char> unit = rest[..Length(rest, ofNumber: false)];
            rest = rest[unit.Length..];
            decimal length = unit switch
            {
                "ns" => 0.000001m,
                "us" or "µs" => 0.001m,
                "ms" => 1,
                "s" => 1000,
                "m" => 60_000,
                "h" => 3_600_000,
                _ => -1,
            };
            if (length < 0 || number > int.MaxValue)
                return false;
            sum += number * length;
        }
        if (sum > int.MaxValue) return false;
        milliseconds = (int)Math.Ceiling(sum);
        return true;
    }

    /// <summary>How long the number, or the unit, at the start of <paramref name="text"/> is.</summary>
    private static int Length(ReadOnlySpan<char> text, bool ofNumber)
    {
        int length = 0;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] == '.') == ofNumber) length++;
        return length;
    }
}
