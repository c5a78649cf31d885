using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using OciRuntime.Native;

namespace OciRuntime.Tests.Architecture;

/// <summary>docs/ARCHITECTURE.md, Modules: the table and the compiled program agree.</summary>
public sealed class ArchitectureTests
{
    private static readonly Type[] Types =
        [.. Assembly.Load("ocirun").GetTypes().Concat(typeof(Libc).Assembly.GetTypes())];

    /// <summary>Each use of one module by another, with the first place that was found.</summary>
    private static readonly SortedDictionary<string, string> Uses = Find();

    [Fact]
    public void Every_namespace_belongs_to_a_module_of_the_architecture_table() => Assert.Subset(
        new HashSet<string>(Modules.MayUse.Keys),
        new HashSet<string>(Types.Select(type => Modules.ContainingNamespace(type.Namespace)).OfType<string>()));

    [Fact]
    public void No_module_uses_another_that_the_architecture_table_does_not_allow()
    {
        string[] violations = [.. Uses.Where(use => !Allowed(use.Key)).Select(use => $"{use.Key}: {use.Value}")];
        Assert.True(violations.Length == 0, string.Join('\n', violations));
        Assert.True(Uses.Count > 50, $"only {Uses.Count} uses were found");
    }

    [Fact]
    public void Every_use_that_the_architecture_table_allows_exists()
    {
        string[] unused = [.. Modules.MayUse.SelectMany(row => row.Value.Select(used => $"{row.Key} > {used}"))
            .Where(use => !Uses.ContainsKey(use))];
        Assert.True(unused.Length == 0, string.Join('\n', unused));
    }

    [Fact]
    public void Modules_of_the_architecture_table_form_no_cycle()
    {
        Dictionary<string, HashSet<string>> left = Modules.MayUse.ToDictionary(
            row => row.Key,
            row => row.Value.ToHashSet()
        );
        while (left.FirstOrDefault(row => row.Value.Count == 0).Key is { } leaf)
        {
            left.Remove(leaf);
            foreach (HashSet<string> used in left.Values) used.Remove(leaf);
        }
        Assert.True(
            left.Count == 0,
            string.Join('\n', left.Select(row => $"{row.Key} > {string.Join(", ", row.Value)}"))
        );
    }

    [Fact]
    public void References_are_found_in_signatures_and_in_bodies()
    {
        Type[] used = [.. References.Read(typeof(Sample)).Select(reference => reference.Used)];
        Assert.Contains(typeof(Version), used);
        Assert.Contains(typeof(Uri), used);
        Assert.Contains(typeof(UriBuilder), used);
        Assert.Contains(typeof(FormatException), used);
        Assert.Contains(typeof(TimeZoneInfo), used);
    }

    private static bool Allowed(string use)
    {
        string[] sides = use.Split(" > ");
        return Modules.MayUse.TryGetValue(sides[0], out string[]? allowed) && allowed.Contains(sides[1]);
    }

    private static SortedDictionary<string, string> Find()
    {
        SortedDictionary<string, string> uses = new(StringComparer.Ordinal);
        foreach (Type type in Types)
        {
            if (Modules.ContainingNamespace(type.Namespace) is not { } module) continue;
            foreach ((Type used, string by) in References.Read(type))
            {
                if (Modules.ContainingNamespace(used.Namespace) is not { } other || other == module) continue;
                uses.TryAdd($"{module} > {other}", $"{type.Name}.{by} uses {used.Name}");
            }
        }
        return uses;
    }

    /// <summary>Names one type in each of the places where one can be named.</summary>
    private static class Sample
    {
        public static readonly Dictionary<string, Version[]> Field = [];

        public static object? Body(Uri? parameter)
        {
            try
            {
                return parameter is null ? TimeZoneInfo.Utc : new UriBuilder(parameter);
            }
            catch (FormatException)
            {
                return null;
            }
        }
    }
}
