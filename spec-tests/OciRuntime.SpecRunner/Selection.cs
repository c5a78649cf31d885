using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace OciRuntime.SpecRunner;

/// <summary>What the arguments ask for.</summary>
internal readonly struct Selection
{
    private Selection(List<string> parts, List<string> without, int threads, bool list) =>
        (Parts, Without, Threads, List) = (parts, without, threads, list);

    public int Threads { get; }

    public bool List { get; }

    private List<string> Parts { get; }

    private List<string> Without { get; }

    public bool Includes(string name) =>
        (Parts.Count == 0 || Parts.Any(part => name.Contains(part, StringComparison.Ordinal)))
        && !Without.Any(part => name.Contains(part, StringComparison.Ordinal));

    public static bool TryParse(string[] arguments, out Selection selection)
    {
        List<string> parts = [], without = [];
        int threads = 1;
        bool list = false, valid = true;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--list") list = true;
            else if (arguments[i] == "--threads")
                valid &= i + 1 < arguments.Length
                    && int.TryParse(arguments[++i], CultureInfo.InvariantCulture, out threads) && threads > 0;
            else if (arguments[i].StartsWith("--", StringComparison.Ordinal)) valid = false;
            else if (arguments[i] is ['-', .. { Length: > 0 } name]) without.Add(name);
            else parts.Add(arguments[i]);
        }
        selection = new Selection(parts, without, threads, list);
        return valid;
    }
}
