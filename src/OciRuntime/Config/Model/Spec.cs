using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace OciRuntime.Config;

/// <summary>
/// config.md: the whole of config.json, as Linux reads it. Names are those of the spec's Go types. What is null was not
/// in the document; the sections of other platforms are unknown members, which are ignored (Extensibility).
/// </summary>
internal sealed class Spec
{
    /// <summary>Specification version: SemVer 2.0.0; required.</summary>
    [JsonPropertyName("ociVersion")]
    public string? Version { get; set; }

    /// <summary>Process: what to run; required for start.</summary>
    [JsonPropertyName("process")]
    public Process? Process { get; set; }

    /// <summary>Root: the root filesystem; required.</summary>
    [JsonPropertyName("root")]
    public Root? Root { get; set; }

    /// <summary>Hostname: set in the container's UTS namespace.</summary>
    [JsonPropertyName("hostname")]
    public string? Hostname { get; set; }

    /// <summary>Domainname: set in the container's UTS namespace.</summary>
    [JsonPropertyName("domainname")]
    public string? Domainname { get; set; }

    /// <summary>Mounts: made in this order.</summary>
    [JsonPropertyName("mounts")]
    public Mount[]? Mounts { get; set; }

    /// <summary>POSIX-platform Hooks.</summary>
    [JsonPropertyName("hooks")]
    public Hooks? Hooks { get; set; }

    /// <summary>Annotations: any text by a name that is not empty.</summary>
    [JsonPropertyName("annotations")]
    public Dictionary<string, string>? Annotations { get; set; }

    /// <summary>Platform-specific configuration: config-linux.md.</summary>
    [JsonPropertyName("linux")]
    public Linux? Linux { get; set; }
}
