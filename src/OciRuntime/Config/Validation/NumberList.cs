using System;
using System.Globalization;

namespace OciRuntime.Config;

/// <summary>Lists of CPUs and memory nodes such as <c>0-3,7</c>.</summary>
internal static class NumberList
{
    private const int Highest = 64 * 1024; // runc's MaxCPU; the kernel's own limits are lower

    /// <summary>How many numbers <paramref name="list"/> names, ranges counted whole; -1 where it is no list.</summary>
    /// <remarks>As in runc, spaces around an entry and empty entries are let pass.</remarks>
    public static int Count(ReadOnlySpan<char> list)
    {
        int count = 0;
        foreach (Range range in list.Split(','))
        {
            ReadOnlySpan<char> entry = list[range].Trim();
            if (entry.IsEmpty) continue;
            int dash = entry.IndexOf('-');
            bool good = TryParse(dash < 0 ? entry : entry[..dash], out int first);
            int last = first;
            if (dash >= 0) good &= TryParse(entry[(dash + 1)..], out last);
            if (!good || last < first) return -1;
            count += last - first + 1;
        }
        return count;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= Highest;
}
