using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace OciRuntime.Config;

/// <summary>config-linux.md.</summary>
internal sealed class Linux
{
    /// <summary>User namespace mappings of user ids.</summary>
    [JsonPropertyName("uidMappings")]
    public LinuxIDMapping[]? UIDMappings { get; set; }

    /// <summary>User namespace mappings of group ids.</summary>
    [JsonPropertyName("gidMappings")]
    public LinuxIDMapping[]? GIDMappings { get; set; }

    /// <summary>Sysctl: values by name, with dots or slashes, sysctl(8).</summary>
    [JsonPropertyName("sysctl")]
    public Dictionary<string, string>? Sysctl { get; set; }

    /// <summary>Control groups: limits.</summary>
    [JsonPropertyName("resources")]
    public LinuxResources? Resources { get; set; }

    /// <summary>Cgroups Path; null: the runtime's own.</summary>
    [JsonPropertyName("cgroupsPath")]
    public string? CgroupsPath { get; set; }

    /// <summary>Namespaces, each type once; what is missing is the runtime's.</summary>
    [JsonPropertyName("namespaces")]
    public LinuxNamespace[]? Namespaces { get; set; }

    /// <summary>Devices besides the default ones.</summary>
    [JsonPropertyName("devices")]
    public LinuxDevice[]? Devices { get; set; }

    /// <summary>Network Devices to move into the container, by their name on the host.</summary>
    [JsonPropertyName("netDevices")]
    public Dictionary<string, LinuxNetDevice>? NetDevices { get; set; }

    /// <summary>Seccomp.</summary>
    [JsonPropertyName("seccomp")]
    public LinuxSeccomp? Seccomp { get; set; }

    /// <summary>
    /// Rootfs Mount Propagation: shared, slave, private or unbindable, or one of them with an r before it.
    /// </summary>
    [JsonPropertyName("rootfsPropagation")]
    public string? RootfsPropagation { get; set; }

    /// <summary>Masked Paths: absolute, hidden in the container.</summary>
    [JsonPropertyName("maskedPaths")]
    public string[]? MaskedPaths { get; set; }

    /// <summary>Readonly Paths: absolute, read-only in the container.</summary>
    [JsonPropertyName("readonlyPaths")]
    public string[]? ReadonlyPaths { get; set; }

    /// <summary>Mount Label: the SELinux context of the container's mounts.</summary>
    [JsonPropertyName("mountLabel")]
    public string? MountLabel { get; set; }

    /// <summary>IntelRdt: cache and memory bandwidth by resctrl.</summary>
    [JsonPropertyName("intelRdt")]
    public LinuxIntelRdt? IntelRdt { get; set; }

    /// <summary>Memory policy.</summary>
    [JsonPropertyName("memoryPolicy")]
    public LinuxMemoryPolicy? MemoryPolicy { get; set; }

    /// <summary>Personality.</summary>
    [JsonPropertyName("personality")]
    public LinuxPersonality? Personality { get; set; }

    /// <summary>Offset for Time Namespace, by clock.</summary>
    [JsonPropertyName("timeOffsets")]
    public Dictionary<string, LinuxTimeOffset>? TimeOffsets { get; set; }
}

/// <summary>config-linux.md, IntelRdt: the kernel's filesystems/resctrl.rst.</summary>
internal sealed class LinuxIntelRdt
{
    /// <summary>The group's directory; <c>/</c> is the default group; null: the container's id.</summary>
    [JsonPropertyName("closID")]
    public string? ClosID { get; set; }

    /// <summary>Lines of the schemata file, written last.</summary>
    [JsonPropertyName("schemata")]
    public string[]? Schemata { get; set; }

    /// <summary>A line that begins with <c>L3:</c>, written first.</summary>
    [JsonPropertyName("l3CacheSchema")]
    public string? L3CacheSchema { get; set; }

    /// <summary>A line that begins with <c>MB:</c>, written second.</summary>
    [JsonPropertyName("memBwSchema")]
    public string? MemBwSchema { get; set; }

    /// <summary>Whether the container has a monitoring group of its own.</summary>
    [JsonPropertyName("enableMonitoring"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool EnableMonitoring { get; set; }
}

/// <summary>config-linux.md, Memory policy: set_mempolicy(2).</summary>
internal sealed class LinuxMemoryPolicy
{
    /// <summary>MPOL_*; required.</summary>
    [JsonPropertyName("mode")]
    public string? Mode { get; set; }

    /// <summary>A list such as <c>0-3,7</c>; which modes need it and which forbid it: set_mempolicy(2).</summary>
    [JsonPropertyName("nodes")]
    public string? Nodes { get; set; }

    /// <summary>MPOL_F_*.</summary>
    [JsonPropertyName("flags")]
    public string[]? Flags { get; set; }
}

/// <summary>config-linux.md, Personality: personality(2).</summary>
internal sealed class LinuxPersonality
{
    /// <summary>LINUX or LINUX32; required.</summary>
    [JsonPropertyName("domain")]
    public string? Domain { get; set; }

    /// <summary>The spec names no flag yet.</summary>
    [JsonPropertyName("flags")]
    public string[]? Flags { get; set; }
}
