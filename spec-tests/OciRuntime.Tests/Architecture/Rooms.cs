using System;
using System.Collections.Generic;
using System.Linq;

namespace OciRuntime.Tests.Architecture;

/// <summary>The rooms of the house, and who may use whom: the table of docs/ARCHITECTURE.md.</summary>
internal static class Rooms
{
    /// <summary>What everything but the model and the plan stands on.</summary>
    private static readonly string[] Ground = ["Native", "Native.Abi"];

    private static readonly string[] Compiler = [.. Ground, "Spec", "Diagnostics", "Paths", "Launch.Plan"];
    private static readonly string[] Controller = [.. Ground, "Spec", "Diagnostics", "Paths"];
    private static readonly string[] Parent =
        [.. Compiler, "Launch.Child", "Namespaces", "Rootfs", "Process", "Security", "Console", "Cgroups", "Hooks"];

    /// <summary>What each room may use, besides itself and the BCL.</summary>
    public static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Native"] = ["Native.Abi"],
        ["Native.Abi"] = [],
        ["Spec"] = [],
        ["Diagnostics"] = Ground,
        ["Paths"] = Ground,
        ["Namespaces"] = Compiler,
        ["Rootfs"] = Compiler,
        ["Process"] = [.. Compiler, "Security"],
        ["Security"] = Compiler,
        ["Console"] = Compiler,
        ["Cgroups"] = [.. Controller, "Cgroups.V1", "Cgroups.V2", "Cgroups.Systemd"],
        ["Cgroups.V1"] = [.. Controller, "Cgroups"],
        ["Cgroups.V2"] = [.. Controller, "Cgroups"],
        ["Cgroups.Systemd"] = [.. Controller, "Cgroups"],
        ["Hooks"] = [.. Controller, "Launch.Plan", "Launch.Child"],
        ["Network"] = Controller,
        ["Checkpoint"] = [.. Controller, "Launch.Child", "Rootfs"],
        ["Launch.Plan"] = Ground,
        ["Launch.Child"] = [.. Ground, "Launch.Plan"],
        ["Launch.Parent"] = Parent,
        ["Lifecycle"] = [.. Parent, "Launch.Parent", "Network", "Checkpoint"],
        ["Cli"] = [.. Ground, "Lifecycle", "Spec", "Diagnostics"],
    };

    /// <summary>The room of a namespace: the longest that the table knows; null outside the house, the name itself if unknown.</summary>
    public static string? Of(string? space)
    {
        if (space is null || !space.StartsWith("OciRuntime.", StringComparison.Ordinal)) return null;
        string name = space["OciRuntime.".Length..];
        return MayUse.Keys.Where(room => name == room || name.StartsWith(room + ".", StringComparison.Ordinal))
            .OrderByDescending(room => room.Length).FirstOrDefault() ?? name;
    }
}
