using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace OciRuntime.Spec;

/// <summary>config-linux.md.</summary>
internal sealed class Linux
{
    [JsonPropertyName("uidMappings")]
    public LinuxIDMapping[]? UIDMappings { get; set; }

    [JsonPropertyName("gidMappings")]
    public LinuxIDMapping[]? GIDMappings { get; set; }

    [JsonPropertyName("sysctl")]
    public Dictionary<string, string>? Sysctl { get; set; }

    [JsonPropertyName("resources")]
    public LinuxResources? Resources { get; set; }

    [JsonPropertyName("cgroupsPath")]
    public string? CgroupsPath { get; set; }

    [JsonPropertyName("namespaces")]
    public LinuxNamespace[]? Namespaces { get; set; }

    [JsonPropertyName("devices")]
    public LinuxDevice[]? Devices { get; set; }

    [JsonPropertyName("netDevices")]
    public Dictionary<string, LinuxNetDevice>? NetDevices { get; set; }

    [JsonPropertyName("seccomp")]
    public LinuxSeccomp? Seccomp { get; set; }

    [JsonPropertyName("rootfsPropagation")]
    public string? RootfsPropagation { get; set; }

    [JsonPropertyName("maskedPaths")]
    public string[]? MaskedPaths { get; set; }

    [JsonPropertyName("readonlyPaths")]
    public string[]? ReadonlyPaths { get; set; }

    [JsonPropertyName("mountLabel")]
    public string? MountLabel { get; set; }

    [JsonPropertyName("intelRdt")]
    public LinuxIntelRdt? IntelRdt { get; set; }

    [JsonPropertyName("memoryPolicy")]
    public LinuxMemoryPolicy? MemoryPolicy { get; set; }

    [JsonPropertyName("personality")]
    public LinuxPersonality? Personality { get; set; }

    [JsonPropertyName("timeOffsets")]
    public Dictionary<string, LinuxTimeOffset>? TimeOffsets { get; set; }
}

/// <summary>config-linux.md, Namespaces.</summary>
internal sealed class LinuxNamespace
{
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    [JsonPropertyName("path")]
    public string? Path { get; set; }
}

/// <summary>config-linux.md, User namespace mappings.</summary>
internal sealed class LinuxIDMapping
{
    [JsonPropertyName("containerID")]
    public uint ContainerID { get; set; }

    [JsonPropertyName("hostID")]
    public uint HostID { get; set; }

    [JsonPropertyName("size")]
    public uint Size { get; set; }
}

/// <summary>config-linux.md, Offset for Time Namespace.</summary>
internal sealed class LinuxTimeOffset
{
    [JsonPropertyName("secs")]
    public long Secs { get; set; }

    [JsonPropertyName("nanosecs")]
    public uint Nanosecs { get; set; }
}

/// <summary>config-linux.md, Devices.</summary>
internal sealed class LinuxDevice
{
    [JsonPropertyName("path")]
    public string? Path { get; set; }

    [JsonPropertyName("type")]
    public string? Type { get; set; }

    [JsonPropertyName("major")]
    public long Major { get; set; }

    [JsonPropertyName("minor")]
    public long Minor { get; set; }

    [JsonPropertyName("fileMode")]
    public uint? FileMode { get; set; }

    [JsonPropertyName("uid")]
    public uint? UID { get; set; }

    [JsonPropertyName("gid")]
    public uint? GID { get; set; }
}

/// <summary>config-linux.md, Network Devices.</summary>
internal sealed class LinuxNetDevice
{
    [JsonPropertyName("name")]
    public string? Name { get; set; }
}

/// <summary>config-linux.md, Personality.</summary>
internal sealed class LinuxPersonality
{
    [JsonPropertyName("domain")]
    public string? Domain { get; set; }

    [JsonPropertyName("flags")]
    public string[]? Flags { get; set; }
}

/// <summary>config-linux.md, IntelRdt.</summary>
internal sealed class LinuxIntelRdt
{
    [JsonPropertyName("closID")]
    public string? ClosID { get; set; }

    [JsonPropertyName("schemata")]
    public string[]? Schemata { get; set; }

    [JsonPropertyName("l3CacheSchema")]
    public string? L3CacheSchema { get; set; }

    [JsonPropertyName("memBwSchema")]
    public string? MemBwSchema { get; set; }

    [JsonPropertyName("enableMonitoring")]
    public bool EnableMonitoring { get; set; }
}

/// <summary>config-linux.md, Memory Policy.</summary>
internal sealed class LinuxMemoryPolicy
{
    [JsonPropertyName("mode")]
    public string? Mode { get; set; }

    [JsonPropertyName("nodes")]
    public string? Nodes { get; set; }

    [JsonPropertyName("flags")]
    public string[]? Flags { get; set; }
}
