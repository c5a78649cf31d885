using System.Text.Json.Serialization;

namespace OciRuntime.Config;

/// <summary>config.md, Mounts.</summary>
internal sealed class Mount
{
    private ParsedMount? parsed;

    /// <summary>The mount point inside the container; a relative one is taken from /; required.</summary>
    [JsonPropertyName("destination")]
    public string? Destination { get; set; }

    /// <summary>The filesystem's type as in /proc/filesystems; without meaning for bind mounts.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    /// <summary>A device, a name, or the file or directory of a bind mount, relative to the bundle.</summary>
    [JsonPropertyName("source")]
    public string? Source { get; set; }

    /// <summary>Options of mount(8); unknown ones are the filesystem's.</summary>
    [JsonPropertyName("options")]
    public string[]? Options { get; set; }

    /// <summary>User ids of the source as the mount shows them; only together with the group ids.</summary>
    [JsonPropertyName("uidMappings")]
    public LinuxIDMapping[]? UIDMappings { get; set; }

    /// <summary>Group ids of the source as the mount shows them; only together with the user ids.</summary>
    [JsonPropertyName("gidMappings")]
    public LinuxIDMapping[]? GIDMappings { get; set; }

    /// <summary>The options, parsed when first asked for: by the validation.</summary>
    [JsonIgnore]
    internal ParsedMount Parsed => parsed ??= MountOptionParser.Parse(Options);

    /// <summary>The mount shows what the host has: by its option, or by its type.</summary>
    [JsonIgnore]
    internal bool IsBind => Parsed.IsBind || Type == "bind";
}
