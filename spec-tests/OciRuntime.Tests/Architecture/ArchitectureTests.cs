using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using OciRuntime.Native;

namespace OciRuntime.Tests.Architecture;

/// <summary>Who uses whom, from the compiled code.</summary>
public sealed class ArchitectureTests
{
    private static readonly Type[] Types = [.. Assembly.Load("ocirun").GetTypes().Concat(typeof(Libc).Assembly.GetTypes())];

    [Fact]
    public void Every_namespace_belongs_to_a_room_of_the_table() => Assert.Subset(
        new HashSet<string>(Rooms.MayUse.Keys),
        new HashSet<string>(Types.Select(type => Rooms.Of(type.Namespace)).OfType<string>()));

    [Fact]
    public void No_room_uses_another_that_it_may_not()
    {
        SortedSet<string> violations = [];
        int seen = 0;
        foreach (Type type in Types)
        {
            if (Rooms.Of(type.Namespace) is not { } room) continue;
            foreach ((Type used, string by) in References.Of(type))
            {
                if (Rooms.Of(used.Namespace) is not { } other || other == room) continue;
                seen++;
                if (!Rooms.MayUse[room].Contains(other)) violations.Add($"{room}: {type.Name}.{by} uses {other}'s {used.Name}");
            }
        }
        Assert.True(violations.Count == 0, string.Join('\n', violations));
        Assert.True(seen > 1000, $"only {seen} references between rooms were found");
    }

    [Fact]
    public void References_are_found_in_signatures_and_in_bodies()
    {
        Type[] used = [.. References.Of(typeof(Sample)).Select(reference => reference.Used)];
        Assert.Contains(typeof(Version), used);
        Assert.Contains(typeof(Uri), used);
        Assert.Contains(typeof(UriBuilder), used);
        Assert.Contains(typeof(FormatException), used);
        Assert.Contains(typeof(TimeZoneInfo), used);
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
