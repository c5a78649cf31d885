using System.Text.Json.Serialization;

namespace OciRuntime.Spec;

/// <summary>config.md, Root.</summary>
internal sealed class Root
{
    [JsonPropertyName("path")]
    public string? Path { get; set; }

    [JsonPropertyName("readonly")]
    public bool Readonly { get; set; }
}

/// <summary>config.md, Mounts.</summary>
internal sealed class Mount
{
    [JsonPropertyName("destination")]
    public string? Destination { get; set; }

    [JsonPropertyName("type")]
    public string? Type { get; set; }

    [JsonPropertyName("source")]
    public string? Source { get; set; }

    [JsonPropertyName("options")]
    public string[]? Options { get; set; }

    [JsonPropertyName("uidMappings")]
    public LinuxIDMapping[]? UIDMappings { get; set; }

    [JsonPropertyName("gidMappings")]
    public LinuxIDMapping[]? GIDMappings { get; set; }
}
