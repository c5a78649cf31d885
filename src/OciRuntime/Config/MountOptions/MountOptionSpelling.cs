using System;

namespace OciRuntime.Config;

/// <summary>What was meant by an option of a mount that does not exist.</summary>
internal static class MountOptionSpelling
{
    /// <summary>The known option that <paramref name="option"/> looks like, or null.</summary>
    public static string? Guess(string option)
    {
        // What Docker's and Podman's own command lines call them.
        if (option is "readonly" or "read-only" or "read_only") return "ro";
        if (option is "readwrite" or "read-write" or "writable") return "rw";
        if (option is "no-dereference") return "copy-symlink";
        string? best = null;
        // One letter of a short word, two of a longer one: more would suggest nodev for mode.
        int least = option.Length > 4 ? 3 : 2;
        foreach (string known in MountOptionParser.Known)
        {
            int mistakes = Distance(option.ToLowerInvariant(), known);
            if (mistakes >= least) continue;
            best = known;
            least = mistakes;
        }
        return best;
    }

    /// <summary>How many letters have to be added, left out or exchanged: Levenshtein's distance.</summary>
    private static int Distance(string from, string to)
    {
        // An option that is much longer than any known one is none of them: the work stays small whatever is asked.
        const int longest = 32; // characters
        if (from.Length > longest) return longest;
        Span<int> row = stackalloc int[longest + 1];
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
