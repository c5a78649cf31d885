using System;
using System.Collections.Generic;
using OciRuntime.Native.Paths;

namespace OciRuntime.Cgroups;

/// <summary>
/// Where a container's cgroup lies, by the config's <c>cgroupsPath</c>; config-linux.md, Cgroups Path.
/// </summary>
internal static class CgroupPaths
{
    /// <summary>
    /// The directory in one hierarchy: an absolute path is below its mount, a relative one below where this process is.
    /// </summary>
    public static string In(CgroupHierarchy hierarchy, CgroupHost host, string inner) =>
        inner.StartsWith('/') ? hierarchy.MountPoint + inner : $"{hierarchy.MountPoint}{Own(hierarchy, host)}/{inner}";

    /// <summary>
    /// The directory in the v2 tree. This process's own cgroup has processes and can therefore not hand controllers on
    /// (cgroup-v2.rst, No Internal Process Constraint): a relative path starts beside it, as with runc.
    /// </summary>
    public static string InUnified(CgroupHost host, string inner)
    {
        if (inner.StartsWith('/')) return CgroupHost.Root + inner;
        string own = host.Own.GetValueOrDefault("", "/");
        return $"{CgroupHost.Root}{own[..Math.Max(own.LastIndexOf('/'), 0)]}/{inner}";
    }

    /// <summary>The directory of the cgroup that this process is in; the mount's root if that is not visible.</summary>
    public static string OfCaller(CgroupHierarchy hierarchy, CgroupHost host)
    {
        string own = hierarchy.MountPoint + Own(hierarchy, host);
        return CgroupFile.Exists(own) ? own : hierarchy.MountPoint;
    }

    /// <summary>The path below the mount of the cgroup that this process is in; empty for the mount's root.</summary>
    private static string Own(CgroupHierarchy hierarchy, CgroupHost host)
    {
        string own = host.Own.GetValueOrDefault(hierarchy.Controllers[0], "/");
        string root = hierarchy.Root;
        // Without a cgroup namespace a container sees its cgroup as the mount's root, and the whole path in /proc.
        if (root != "/" && own.StartsWith(root, StringComparison.Ordinal)) own = own[root.Length..];
        return own == "/" ? "" : own;
    }

    /// <summary>Resolves <c>.</c> and <c>..</c> lexically, never above the start, as runc does.</summary>
    public static string Clean(string path) =>
        path.StartsWith('/') ? LexicalPath.Clean(path) : LexicalPath.Clean("/" + path)[1..];
}
