using System;
using System.Collections.Generic;

namespace OciRuntime.CommandLine;

/// <summary>The lines that are only in one of two texts, as diff(1) finds them.</summary>
internal static class LineDifference
{
    private const long MostCells = 16_000_000; // of the table, 2 bytes each; two texts of 4000 lines that share nothing

    /// <summary>Each line that differs, after <c>-</c> or <c>+</c>, in their order.</summary>
    public static List<(char Sign, string Line)> Find(string before, string after)
    {
        string[] one = before.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] other = after.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int start = 0, end = 0, least = Math.Min(one.Length, other.Length);
        while (start < least && one[start] == other[start]) start++;
        while (end < least - start && one[^(end + 1)] == other[^(end + 1)]) end++;
        return Compare(one.AsSpan(start..^end), other.AsSpan(start..^end));
    }

    private static List<(char Sign, string Line)> Compare(ReadOnlySpan<string> one, ReadOnlySpan<string> other)
    {
        List<(char, string)> lines = [];
        ushort[,] common = Table(one, other);
        int i = 0, j = 0;
        while (i < one.Length && j < other.Length)
        {
            if (common.Length > 0 && one[i] == other[j]) (i, j) = (i + 1, j + 1);
            else if (common.Length == 0 || common[i + 1, j] >= common[i, j + 1]) lines.Add(('-', one[i++]));
            else lines.Add(('+', other[j++]));
        }
        while (i < one.Length) lines.Add(('-', one[i++]));
        while (j < other.Length) lines.Add(('+', other[j++]));
        return lines;
    }

    /// <summary>
    /// The length of the longest common sequence from each pair of lines on; empty if that would be too large, and then
    /// nothing is taken as common.
    /// </summary>
    private static ushort[,] Table(ReadOnlySpan<string> one, ReadOnlySpan<string> other)
    {
        if ((long)(one.Length + 1) * (other.Length + 1) > MostCells) return new ushort[0, 0];
        ushort[,] common = new ushort[one.Length + 1, other.Length + 1];
        for (int i = one.Length - 1; i >= 0; i--)
        {
            for (int j = other.Length - 1; j >= 0; j--)
            {
                common[i, j] = one[i] == other[j] ? (ushort)(common[i + 1, j + 1] + 1)
                    : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }
        return common;
    }
}
