using System;
using System.Collections.Generic;
using System.Text;
using OciRuntime.Cgroups;
using OciRuntime.Containers;
using OciRuntime.Native;
namespace OciRuntime.Commands;

/// <summary>The verbs' meaning, one method each; runtime.md, Operations.</summary>
internal static partial class Runtime
{
    /// <summary>The state of a container.</summary>
    public static ContainerStatus State(RuntimeOptions options, string id)
    {
        using Container container = Container.Open(options, id);
        return container.Describe();
    }

    /// <summary>All containers below the root, by id.</summary>
    public static List<ContainerStatus> List(RuntimeOptions options)
    {
        List<ContainerStatus> all = [];
        foreach (string id in Ids(options))
        {
            try
            {
                using Container? container = Container.TryOpen(options, id);
                if (container is not null) all.Add(container.Describe());
            }
            catch (Exception error) when (error is ContainerException or LinuxException)
            {
                options.Log.Warning($"load container {id}: {error.Message}");
            }
        }
        all.Sort(static (a, b) => string.CompareOrdinal(a.Id, b.Id));
        return all;
    }

    private static string[] Ids(RuntimeOptions options)
    {
        using OwnedFd? root = StateDirectory.OpenRoot(options.Root, create: false);
        return root is null ? [] : Encoding.UTF8.GetString(FileBytes.ListNames(root.Fd)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The pids of all processes in a container, as the runtime sees them.</summary>
    public static int[] Pids(RuntimeOptions options, string id)
    {
        using Container container = Container.Open(options, id);
        using ICgroupManager? cgroup = container.Cgroup();
        if (cgroup is not null) return cgroup.Exists ? cgroup.Pids() : [];
        return container.IsAlive ? [container.Record.Pid] : [];
    }
}
