using System.Text.Json.Serialization;

namespace OciRuntime.Config;

/// <summary>config-linux.md, Devices: a node in the container, mknod(2).</summary>
internal sealed class LinuxDevice
{
    /// <summary>The node's path inside the container; required.</summary>
    [JsonPropertyName("path")]
    public string? Path { get; set; }

    /// <summary>c or u (character), b (block), p (fifo); required.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    /// <summary>The major number; of a fifo without meaning.</summary>
    [JsonPropertyName("major")]
    public long Major { get; set; }

    /// <summary>The minor number; of a fifo without meaning.</summary>
    [JsonPropertyName("minor")]
    public long Minor { get; set; }

    /// <summary>The permissions; bits of the file's type may be set and are ignored.</summary>
    [JsonPropertyName("fileMode")]
    public uint? FileMode { get; set; }

    /// <summary>The owner in the container's user namespace.</summary>
    [JsonPropertyName("uid")]
    public uint? UID { get; set; }

    /// <summary>The group in the container's user namespace.</summary>
    [JsonPropertyName("gid")]
    public uint? GID { get; set; }
}

/// <summary>config-linux.md, Allowed Device list: one rule, applied in the listed order.</summary>
internal sealed class LinuxDeviceCgroup
{
    /// <summary>Whether the rule allows or denies; required.</summary>
    [JsonPropertyName("allow")]
    public bool Allow { get; set; }

    /// <summary>a (all), c (character) or b (block); null is a.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    /// <summary>The major number; null or -1: all.</summary>
    [JsonPropertyName("major")]
    public long? Major { get; set; }

    /// <summary>The minor number; null or -1: all.</summary>
    [JsonPropertyName("minor")]
    public long? Minor { get; set; }

    /// <summary>Any of r (read), w (write) and m (mknod).</summary>
    [JsonPropertyName("access")]
    public string? Access { get; set; }
}

/// <summary>config-linux.md, Network Devices: of the host's device that is the key.</summary>
internal sealed class LinuxNetDevice
{
    /// <summary>Its name inside the container, which may end in <c>%d</c>; null: the same.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; set; }
}
