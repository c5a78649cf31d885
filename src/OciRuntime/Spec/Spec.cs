using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace OciRuntime.Spec;

/// <summary>config.md: the whole of config.json.</summary>
internal sealed class Spec
{
    [JsonPropertyName("ociVersion")]
    public string? Version { get; set; }

    [JsonPropertyName("process")]
    public Process? Process { get; set; }

    [JsonPropertyName("root")]
    public Root? Root { get; set; }

    [JsonPropertyName("hostname")]
    public string? Hostname { get; set; }

    [JsonPropertyName("domainname")]
    public string? Domainname { get; set; }

    [JsonPropertyName("mounts")]
    public Mount[]? Mounts { get; set; }

    [JsonPropertyName("hooks")]
    public Hooks? Hooks { get; set; }

    [JsonPropertyName("annotations")]
    public Dictionary<string, string>? Annotations { get; set; }

    [JsonPropertyName("linux")]
    public Linux? Linux { get; set; }
}
