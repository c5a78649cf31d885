using System;
using System.Globalization;
namespace OciRuntime.CommandLine;

/// <summary>
/// Sizes as engines' users write them: <c>512</c>, <c>64m</c>, <c>1.5GiB</c>; the same as docker/go-units' RAMInBytes.
/// </summary>
internal static class ByteSize
{
    private const string Units = "kmgtp"; // powers of 1024

    /// <summary>Reads a size; <c>-1</c> stays -1 for no limit.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = -1;
        if (text == "-1") return true;
        int end = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        if (
            end == 0
            || !decimal.TryParse(
                text.AsSpan(0, end),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out decimal number
            )
        )
            return false;
        if (!TryUnit(text[end..].Trim().ToLowerInvariant(), out long unit))
            return false;
        if (number > long.MaxValue / unit)
            return false;
        bytes = (long)(number * unit);
        return true;
    }

    private static bool TryUnit(string suffix, out long unit)
    {
        unit = 1;
        if (suffix is "" or "b") return true;
        int power = Units.IndexOf(suffix[0]) + 1;
        if (power == 0 || suffix[1..] is not ("" or "b" or "ib")) return false;
        unit = 1L << (10 * power);
        return true;
    }
}
