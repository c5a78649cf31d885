using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cgroups;

/// <summary>The host's cgroups, as a test reads them.</summary>
internal static class HostCgroups
{
    public const string Root = "/sys/fs/cgroup";

    /// <summary>Whether the host has cgroup v2 alone.</summary>
    public static bool IsUnified { get; } = File.Exists(Root + "/cgroup.controllers");

    /// <summary>Whether <paramref name="controller"/> is there to be used.</summary>
    public static bool Has(string controller) => IsUnified
        ? File.ReadAllText(Root + "/cgroup.controllers").Split(' ', '\n').Contains(controller)
        : Directory.Exists($"{Root}/{controller}");

    /// <summary>Why limits cannot be set; null where memory, cpu and pids are there.</summary>
    public static string? LacksLimits { get; } =
        Array.Find(["memory", "cpu", "pids"], controller => !Has(controller)) is { } missing
            ? $"this host has no cgroup controller {missing} to use"
            : null;

    /// <summary>Why there is no v1; null where it is there.</summary>
    public static string? LacksV1 { get; } = IsUnified ? "this host has cgroup v2" : null;

    /// <summary>The numbers of a disk that the host has, as in <c>8:0</c>.</summary>
    public static string AnyDisk =>
        File.ReadAllText(Directory.EnumerateDirectories("/sys/block").Order().Last() + "/dev").Trim();

    /// <summary>A container's directory in the hierarchy of <paramref name="controller"/>.</summary>
    public static string DirectoryOf(Container container, string controller) =>
        IsUnified ? Root + container.Cgroup : $"{Root}/{controller}{container.Cgroup}";

    /// <summary>What the kernel says in a file of a container's cgroup.</summary>
    public static string Read(Container container, string file) =>
        File.ReadAllText($"{DirectoryOf(container, file.Split('.')[0])}/{file}").TrimEnd('\n');

    /// <summary>The processes in every hierarchy where the container has a directory.</summary>
    public static IEnumerable<string> DirectoriesOf(Container container) => IsUnified
        ? [Root + container.Cgroup]
            : Directory
                .EnumerateDirectories(Root)
                .Select(hierarchy => hierarchy + container.Cgroup)
                .Where(Directory.Exists);
}

/// <summary>A test that needs hierarchies of cgroup v1; skipped elsewhere, with that reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class V1TheoryAttribute : TheoryAttribute
{
    /// <param name="runcDiffers">How the reference runtime differs, if it does.</param>
    public V1TheoryAttribute(string? runcDiffers = null) => Skip = HostCgroups.LacksV1 ?? RuncDiffers.Skip(runcDiffers);
}

/// <summary>The same for a single test.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class V1FactAttribute : FactAttribute
{
    /// <param name="runcDiffers">How the reference runtime differs, if it does.</param>
    public V1FactAttribute(string? runcDiffers = null) => Skip = HostCgroups.LacksV1 ?? RuncDiffers.Skip(runcDiffers);
}

/// <summary>A test that needs cgroup v2 alone; skipped elsewhere, with that reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class V2TheoryAttribute : TheoryAttribute
{
    /// <param name="controller">A controller that all rows need.</param>
    /// <param name="runcDiffers">How the reference runtime differs, if it does.</param>
    public V2TheoryAttribute(string? controller = null, string? runcDiffers = null)
    {
        if (!HostCgroups.IsUnified)
            Skip = "this host has cgroup v1";
        else if (controller is not null && !HostCgroups.Has(controller))
            Skip = $"this host has no cgroup controller {controller} to use";
        else
            Skip = RuncDiffers.Skip(runcDiffers);
    }
}

/// <summary>A test that sets limits of memory, cpu or pids; skipped where this host has not all of them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LimitsFactAttribute : FactAttribute
{
    /// <param name="runcDiffers">How the reference runtime differs, if it does.</param>
    public LimitsFactAttribute(string? runcDiffers = null) =>
        Skip = HostCgroups.LacksLimits ?? RuncDiffers.Skip(runcDiffers);
}

/// <summary>The same for the rows of a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LimitsTheoryAttribute : TheoryAttribute
{
    public LimitsTheoryAttribute() => Skip = HostCgroups.LacksLimits;
}
