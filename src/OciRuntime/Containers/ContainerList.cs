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
        using OwnedFd? root = StateDirectory.OpenRoot(options.Root, create: false);
        if (root is null) return all;
        foreach (string id in Ids(root))
        {
            try
            {
                if (Glance(options, root, id) is { } status) all.Add(status);
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
    /// The state of one among many, without its directory open. The process is looked at last: if it lives then, the
    /// record and the socket were its own, as a directory is not removed before its process has ended.
    /// </summary>
    private static ContainerStatus? Glance(RuntimeOptions options, OwnedFd root, string id)
    {
        ContainerId.Check(id);
        if (RecordGlance.TryRead(root, id) is { IsCreating: false } record)
            return Container.Describe(record, waitsForStart: StartSocket.Exists(root, id));
        using Container? container = Container.TryOpen(options, id);
        return container?.Describe();
    }

    /// <summary>
    /// Whether another container was given a cgroup of <paramref name="record"/> after its container had stopped.
    /// </summary>
    public static bool HasCgroupOf(RuntimeOptions options, ContainerRecord record)
    {
        using OwnedFd? root = StateDirectory.OpenRoot(options.Root, create: false);
        if (root is null) return false;
        foreach (string id in Ids(root))
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

    private static string[] Ids(OwnedFd root) =>
        KernelText.Decode(FileBytes.ListNames(root.Fd)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
}
