using System.Collections.Generic;
using OciRuntime.Native;

namespace OciRuntime.Cgroups;

/// <summary>Chooses the manager of a container's cgroups.</summary>
internal static class CgroupManagers
{
    /// <summary>The manager for a new container; makes nothing yet.</summary>
    /// <param name="manager">cgroupfs.</param>
    /// <param name="id">The container's id: its cgroup's name where the config has none.</param>
    /// <param name="cgroupsPath">The config's path: absolute below the mount's root, relative below the runtime's own cgroup.</param>
    /// <param name="rootless">Cgroups that may not be made are done without.</param>
    /// <param name="host">The host's cgroups.</param>
    public static ICgroupManager ForNewContainer(string manager, string id, string? cgroupsPath, bool rootless, CgroupHost host)
    {
        if (manager == "systemd") throw new LinuxException("use cgroup manager", manager, Errno.EOPNOTSUPP);
        string inner = string.IsNullOrEmpty(cgroupsPath) ? id : Clean(cgroupsPath);
        CgroupRecord record = new() { Unified = host.Mode == CgroupMode.Unified };
        if (record.Unified)
        {
            string own = host.Own.GetValueOrDefault("", "/");
            // The runtime's own cgroup has processes, so it cannot have children with controllers; runc, fs2/defaultpath.go.
            string parent = own.LastIndexOf('/') is int slash and > 0 ? own[..slash] : "";
            record.Paths[""] = CgroupHost.Root + (inner.StartsWith('/') ? inner : $"{parent}/{inner}");
            return new V2.V2Manager(record, rootless);
        }
        foreach (CgroupHierarchy hierarchy in host.Hierarchies)
        {
            foreach (string controller in hierarchy.Controllers)
            {
                record.Paths[controller] = Below(hierarchy.MountPoint, host.Own.GetValueOrDefault(controller, "/"), inner);
            }
        }
        if (host.UnifiedMountPoint is not null) record.Paths[""] = Below(host.UnifiedMountPoint, host.Own.GetValueOrDefault("", "/"), inner);
        return new V1.V1Manager(record, rootless);
    }

    /// <summary>The manager of an existing container.</summary>
    public static ICgroupManager FromRecord(CgroupRecord record) =>
        record.Unified ? new V2.V2Manager(record, false) : new V1.V1Manager(record, false);

    private static string Below(string mountPoint, string own, string inner) =>
        inner.StartsWith('/') ? mountPoint + inner : $"{mountPoint}{(own == "/" ? "" : own)}/{inner}";

    /// <summary>Resolves <c>.</c> and <c>..</c> lexically, never above the start; runc, CleanPath.</summary>
    private static string Clean(string path)
    {
        List<string> parts = [];
        foreach (string part in path.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count > 0) parts.RemoveAt(parts.Count - 1);
        }
        return (path.StartsWith('/') ? "/" : "") + string.Join('/', parts);
    }
}
