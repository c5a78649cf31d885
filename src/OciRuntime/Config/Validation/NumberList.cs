using System;
using System.Collections.Generic;
using System.Globalization;

namespace OciRuntime.Config;

/// <summary>The one reader of lists of CPUs and memory nodes, such as <c>0-3,7</c>; cpuset(7), List Format.</summary>
internal static class NumberList
{
    // runc's MaxCPU: bounds the memory that a list takes; the kernel's own limits are lower
    private const int Highest = 64 * 1024;

    /// <summary>The ranges that <paramref name="list"/> names, in its order; null if it is no list.</summary>
    /// <remarks>As in runc, spaces around an entry and empty entries are let pass.</remarks>
    public static List<(int First, int Last)>? TryRead(ReadOnlySpan<char> list)
    {
        List<(int First, int Last)> ranges = [];
        foreach (Range range in list.Split(','))
        {
            ReadOnlySpan<char> entry = list[range].Trim();
            if (entry.IsEmpty) continue;
            int dash = entry.IndexOf('-');
            bool good = TryParse(dash < 0 ? entry : entry[..dash], out int first);
            int last = first;
            if (dash >= 0) good &= TryParse(entry[(dash + 1)..], out last);
            if (!good || last < first) return null;
            ranges.Add((first, last));
        }
        return ranges;
    }

    /// <summary>
    /// The list as bits, the lowest first, in as many words as the highest number takes; empty if it names nothing,
    /// null if it is no list.
    /// </summary>
    public static ulong[]? TryReadBits(ReadOnlySpan<char> list)
    {
        const int Width = 64;
        if (TryRead(list) is not { } ranges) return null;
        int highest = -1;
        foreach ((_, int last) in ranges) highest = Math.Max(highest, last);
        ulong[] bits = new ulong[(highest + Width) / Width];
        foreach ((int first, int last) in ranges)
        {
            for (int number = first; number <= last; number++) bits[number / Width] |= 1ul << (number % Width);
        }
        return bits;
    }

    /// <summary>Whether the two sets of bits have one in common.</summary>
    public static bool Overlap(ReadOnlySpan<ulong> one, ReadOnlySpan<ulong> other)
    {
        for (int i = 0; i < Math.Min(one.Length, other.Length); i++)
        {
            if ((one[i] & other[i]) != 0) return true;
        }
        return false;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= Highest;
}
