using System;
using System.Text;
using OciRuntime.Native;

namespace OciRuntime.Cgroups.V2;

/// <summary>
/// The way down to a cgroup: each directory enables all its controllers for those below it; cgroup-v2.rst, Top-down
/// Constraint and Threads.
/// </summary>
internal static class Hierarchy
{
    /// <summary>Makes <paramref name="path"/> and enables what the root has on the way.</summary>
    /// <param name="path">Below <see cref="CgroupHost.Root"/>.</param>
    /// <param name="needsDomain">The config sets limits of controllers that a threaded cgroup cannot have.</param>
    public static void Make(string path, bool needsDomain)
    {
        CgroupFile.MakeDirectory(path);
        string available = CgroupFile.Read(CgroupHost.Root + "/cgroup.controllers");
        if (available.Length > 1 && CgroupFile.Read(path + "/cgroup.controllers") != available)
            EnableAll(path, available);
        // A directory is what its parents are: the last one tells whether there is anything to do.
        if (CgroupFile.TryRead(path + "/cgroup.type") is "domain\n" or null)
            return;
        for (int slash = NextSlash(path, CgroupHost.Root.Length); slash > 0; slash = NextSlash(path, slash))
            MakeThreaded(path[..slash], needsDomain);
    }

    private static int NextSlash(string path, int from)
    {
        if (from >= path.Length) return -1;
        int next = path.IndexOf('/', from + 1);
        return next < 0 ? path.Length : next;
    }

    private static void EnableAll(string path, string available)
    {
        string[] controllers = available.TrimEnd('\n').Split(' ');
        StringBuilder all = new();
        foreach (string controller in controllers) all.Append(all.Length == 0 ? "+" : " +").Append(controller);
        for (int slash = CgroupHost.Root.Length; slash < path.Length; slash = NextSlash(path, slash))
        {
            Enable(path[..slash], all.ToString(), controllers);
        }
    }

    private static void Enable(string directory, string all, string[] controllers)
    {
        string file = directory + "/cgroup.subtree_control";
        if (CgroupFile.TryWrite(file, all) == 0) return;
        // Not all may be had here: each by itself, and what is missing shows when a limit needs it, as in runc.
        foreach (string controller in controllers) _ = CgroupFile.TryWrite(file, "+" + controller);
    }

    /// <summary>
    /// Below a threaded cgroup, or one that has processes and controllers, only threaded ones can have processes.
    /// </summary>
    private static void MakeThreaded(string directory, bool needsDomain)
    {
        string? type = CgroupFile.TryRead(directory + "/cgroup.type");
        if (type is null or "domain\n")
            return;
        if (needsDomain)
            throw new LinuxException(
                $"set limits in a cgroup of type {type.TrimEnd('\n')}",
                directory,
                Errno.EOPNOTSUPP
            );
        if (type.StartsWith("domain invalid", StringComparison.Ordinal))
            _ = CgroupFile.TryWrite(directory + "/cgroup.type", "threaded");
    }
}
