using System;
using OciRuntime.Config;
using OciRuntime.Containers;

namespace OciRuntime.Checks;

/// <summary>For whom the host is looked at.</summary>
/// <param name="Spec">The config; null for any container.</param>
/// <param name="Host">What the runtime is here.</param>
/// <param name="CgroupManager"><c>cgroupfs</c>, <c>systemd</c> or <c>disabled</c>.</param>
/// <param name="Rootless">The runtime has no power over the host's cgroups and devices.</param>
internal sealed record CheckTarget(Config.Spec? Spec, HostFacts Host, string CgroupManager, bool Rootless)
{
    /// <summary>Whether a new namespace of the type is made; of any container what every engine makes.</summary>
    /// <param name="type">The spec's name.</param>
    public bool MakesNamespace(string type)
    {
        if (Spec is null) return type is not ("user" or "cgroup" or "time") || (type == "user" && Host.Rootless);
        return Array.Exists(
            Spec.Linux?.Namespaces ?? [], space => space.Type == type && string.IsNullOrEmpty(space.Path));
    }

    /// <summary>The container's mounts.</summary>
    public Mount[] Mounts => Spec?.Mounts ?? [];
}
