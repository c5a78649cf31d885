using System.Text.Json.Serialization;

namespace OciRuntime.Config;

/// <summary>config-linux.md, Namespaces.</summary>
internal sealed class LinuxNamespace
{
    /// <summary>pid, network, mount, ipc, uts, user, cgroup or time; required.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    /// <summary>The absolute path of the namespace to join; null: a new one.</summary>
    [JsonPropertyName("path")]
    public string? Path { get; set; }
}

/// <summary>config-linux.md, User namespace mappings: one line of uid_map, user_namespaces(7).</summary>
internal sealed class LinuxIDMapping
{
    /// <summary>The first id inside.</summary>
    [JsonPropertyName("containerID")]
    public uint ContainerID { get; set; }

    /// <summary>The first id outside.</summary>
    [JsonPropertyName("hostID")]
    public uint HostID { get; set; }

    /// <summary>How many.</summary>
    [JsonPropertyName("size")]
    public uint Size { get; set; }
}

/// <summary>config-linux.md, Offset for Time Namespace: of the clock that is the key, monotonic or boottime.</summary>
internal sealed class LinuxTimeOffset
{
    /// <summary>Seconds.</summary>
    [JsonPropertyName("secs"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Secs { get; set; }

    /// <summary>Nanoseconds, below 10⁹.</summary>
    [JsonPropertyName("nanosecs"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public uint Nanosecs { get; set; }
}
