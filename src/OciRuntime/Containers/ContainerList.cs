using System;
using System.Collections.Generic;
using OciRuntime.Cgroups;
using OciRuntime.Native;
namespace OciRuntime.Containers;

/// <summary>All containers below one <c>--root</c>.</summary>
internal static class ContainerList
{
    /// <summary>Their states, sorted by id; one that cannot be read is a warning.</summary>
    public static List<ContainerStatus> Read(RuntimeOptions options)
    {
        List<ContainerStatus> all = [];
        foreach (string id in Ids(options))
        {
            try
            {
                using Container? container = Container.TryOpen(options, id);
                if (container is not null) all.Add(container.Describe());
            }
            catch (OcirunException error)
            {
                options.Log.Warning($"load container {id}: {error.Message}");
            }
        }
        all.Sort(static (a, b) => string.CompareOrdinal(a.Id, b.Id));
        return all;
    }

    /// <summary>
    /// Whether another container was given a cgroup of <paramref name="record"/> after its container had stopped.
    /// </summary>
    public static bool HasCgroupOf(RuntimeOptions options, ContainerRecord record)
    {
        foreach (string id in Ids(options))
        {
            if (id == record.Id) continue;
            try
            {
                using Container? other = Container.TryOpen(options, id);
                if (other is { IsCreatedOrAlive: true, Record.Cgroup: { } taken } && record.Cgroup!.Overlaps(taken))
                    return true;
            }
            catch (OcirunException error)
            {
                options.Log.Debug($"load container {id}: {error.Message}");
            }
        }
        return false;
    }

    /// <summary>
    /// The cgroups of <paramref name="container"/>, or null if it has none of its own: never made, gone, or given to
    /// another after it had stopped.
    /// </summary>
    public static ICgroupManager? OwnCgroup(RuntimeOptions options, Container container)
    {
        ICgroupManager? cgroup = container.Cgroup();
        if (cgroup is null) return null;
        if (cgroup.Exists && (container.IsAlive || !HasCgroupOf(options, container.Record))) return cgroup;
        cgroup.Dispose();
        return null;
    }

    private static string[] Ids(RuntimeOptions options)
    {
        using OwnedFd? root = StateDirectory.OpenRoot(options.Root, create: false);
        if (root is null) return [];
        return KernelText.Decode(FileBytes.ListNames(root.Fd)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }
}
