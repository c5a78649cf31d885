using System;
using System.Collections.Generic;

namespace OciRuntime.Diagnostics;

/// <summary>What was meant by a word that does not exist.</summary>
internal static class Spelling
{
    private const int Longest = 32; // characters; a longer word is none of the known ones

    /// <summary>The word of <paramref name="known"/> that <paramref name="word"/> looks like, or null.</summary>
    public static string? Closest(string word, IEnumerable<string> known)
    {
        string? best = null;
        // One letter of a short word, two of a longer one: more would suggest nodev for mode.
        int least = word.Length > 4 ? 3 : 2;
        string lower = word.ToLowerInvariant();
        foreach (string candidate in known)
        {
            int mistakes = Distance(lower, candidate.ToLowerInvariant());
            if (mistakes >= least) continue;
            best = candidate;
            least = mistakes;
        }
        return best;
    }

    /// <summary>How many letters have to be added, left out or exchanged: Levenshtein's distance.</summary>
    private static int Distance(string from, string to)
    {
        // The work stays small whatever is asked.
        if (from.Length > Longest || to.Length > Longest) return Longest;
        Span<int> row = stackalloc int[Longest + 1];
        for (int j = 0; j <= to.Length; j++) row[j] = j;
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int exchanged = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(exchanged, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.Length];
    }
}
