using OciRuntime.Config;

namespace OciRuntime.Cgroups;

/// <summary>Whom a container's cgroup belongs to; config-linux.md, Cgroup ownership.</summary>
internal static class CgroupOwner
{
    /// <summary>
    /// The host's id of the container's user, where the container is to manage its own cgroups: it has a cgroup
    /// namespace
    /// of its own and sees /sys/fs/cgroup writable. Null where the cgroup stays root's.
    /// </summary>
    public static uint? FromConfig(Config.Spec spec)
    {
        bool ownNamespace = false;
        foreach (LinuxNamespace space in spec.Linux?.Namespaces ?? [])
            ownNamespace |= space.Type == "cgroup" && string.IsNullOrEmpty(space.Path);
        if (!ownNamespace || !HasWritableMount(spec))
            return null;
        uint user = spec.Process?.User?.UID ?? 0;
        foreach (LinuxIDMapping map in spec.Linux?.UIDMappings ?? [])
        {
            if (user >= map.ContainerID && user - map.ContainerID < map.Size)
                return map.HostID + (user - map.ContainerID);
        }
        return null;
    }

    private static bool HasWritableMount(Config.Spec spec)
    {
        foreach (Mount mount in spec.Mounts ?? [])
        {
            bool cgroups = mount.Type is "cgroup" or "cgroup2" && mount.Destination?.TrimEnd('/') == CgroupHost.Root;
            if (cgroups && !mount.Parsed.EndsReadOnly) return true;
        }
        return false;
    }
}
