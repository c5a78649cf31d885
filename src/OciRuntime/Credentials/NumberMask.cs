using System;
using System.Globalization;

namespace OciRuntime.Credentials;

/// <summary>Lists of CPUs and memory nodes as bits; cpuset(7), List Format: <c>0-3,7</c>.</summary>
internal static class NumberMask
{
    /// <summary>Sets the bit of each number that <paramref name="list"/> names.</summary>
    /// <returns>False where it is no list, or names a number that <paramref name="mask"/> has no bit for.</returns>
    public static bool TryRead(string list, ulong[] mask)
    {
        foreach (string part in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int dash = part.IndexOf('-');
            bool good = int.TryParse(dash < 0 ? part : part[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out int first);
            int last = first;
            if (dash >= 0) good &= int.TryParse(part[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out last);
            if (!good || last < first || last >= mask.Length * 64) return false;
            for (int number = first; number <= last; number++) mask[number / 64] |= 1ul << (number % 64);
        }
        return true;
    }
}
