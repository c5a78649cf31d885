using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace OciRuntime.Tests.Architecture;

/// <summary>src/BannedSymbols.txt: a misspelt name bans nothing, and nobody would notice.</summary>
public sealed class BannedSymbolsTests
{
    [Fact]
    public void Every_banned_symbol_exists_and_has_its_reason()
    {
        HashSet<string> names = [];
        HashSet<string> spaces = [];
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        foreach (string file in Directory.GetFiles(runtime, "System*.dll"))
        {
            foreach (Type type in Assembly.Load(Path.GetFileNameWithoutExtension(file)).GetExportedTypes())
            {
                names.Add("T:" + type.FullName);
                spaces.Add("N:" + type.Namespace);
                foreach (MethodInfo method in type.GetMethods(BindingFlags.Public | BindingFlags.Static))
                    names.Add($"M:{type.FullName}.{method.Name}");
            }
        }
        string[] lines = File.ReadAllLines(Source());
        Assert.True(lines.Length > 20);
        foreach (string line in lines)
        {
            string[] parts = line.Split(';');
            Assert.True(parts.Length == 2 && parts[1].EndsWith('.'), $"no reason: {line}");
            string symbol = parts[0].Split('(')[0];
            Assert.True(names.Contains(symbol) || spaces.Contains(symbol), $"no such symbol: {symbol}");
        }
        Assert.Equal(lines.Length, lines.Distinct().Count());
    }

    private static string Source([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/BannedSymbols.txt"));
}
