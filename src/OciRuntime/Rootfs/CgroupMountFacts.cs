using System.Collections.Generic;

namespace OciRuntime.Rootfs;

/// <summary>What a mount of type <c>cgroup</c> has to show; plain data, since Rootfs does not use Cgroups.</summary>
/// <param name="Unified">The host has one cgroup v2 hierarchy.</param>
/// <param name="Hierarchies">cgroup v1: each hierarchy of the host.</param>
/// <param name="Path">cgroup v2: the container's cgroup on the host, absolute; null without one.</param>
/// <param name="MadeLater">The cgroups are made around the child, by systemd: they are there when it is in them, not
/// before.</param>
internal sealed record CgroupMountFacts(
    bool Unified,
    IReadOnlyList<CgroupHierarchy> Hierarchies,
    string? Path,
    bool MadeLater = false
);

/// <summary>One cgroup v1 hierarchy, or the v2 hierarchy of a hybrid host.</summary>
/// <param name="Name">The directory's name below <c>/sys/fs/cgroup</c>: <c>memory</c>, <c>cpu,cpuacct</c>,
/// <c>systemd</c>, <c>unified</c>.</param>
/// <param name="HostPath">The container's cgroup in it, absolute on the host.</param>
/// <param name="Options">What mount(2) takes to mount the hierarchy: <c>memory</c>, <c>cpu,cpuacct</c>,
/// <c>name=systemd</c>; empty for cgroup v2.</param>
/// <param name="IsV2">The hierarchy is the v2 one of a hybrid host.</param>
internal readonly record struct CgroupHierarchy(string Name, string HostPath, string Options, bool IsV2);
