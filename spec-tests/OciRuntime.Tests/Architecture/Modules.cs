using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace OciRuntime.Tests.Architecture;

/// <summary>The modules and who may use whom, as the table of docs/ARCHITECTURE.md has them.</summary>
internal static class Modules
{
    /// <summary>What each module may use besides itself and the .NET libraries.</summary>
    public static readonly Dictionary<string, string[]> MayUse = Read();

    /// <summary>
    /// The module of a namespace: the longest name of the table that it begins with, the name itself if the table has
    /// none, and null for namespaces that are not of this program.
    /// </summary>
    public static string? ContainingNamespace(string? space)
    {
        if (space == "OciRuntime") return "Program";
        if (space is null || !space.StartsWith("OciRuntime.", StringComparison.Ordinal)) return null;
        string name = space["OciRuntime.".Length..];
        return MayUse.Keys.Where(module => name == module || name.StartsWith(module + ".", StringComparison.Ordinal))
            .OrderByDescending(module => module.Length).FirstOrDefault() ?? name;
    }

    private static Dictionary<string, string[]> Read()
    {
        IEnumerable<string> rows = File.ReadLines(Path.Combine(Repository.Root, "docs/ARCHITECTURE.md"))
            .SkipWhile(line => !line.StartsWith("| module |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'));
        return rows.Select(row => row.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1], cells => cells[3].Split(", ", StringSplitOptions.RemoveEmptyEntries));
    }
}
