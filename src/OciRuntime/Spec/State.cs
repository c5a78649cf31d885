using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace OciRuntime.Spec;

/// <summary>runtime.md, State.</summary>
internal sealed class State
{
    [JsonPropertyName("ociVersion")]
    public string? Version { get; set; }

    [JsonPropertyName("id")]
    public string? ID { get; set; }

    [JsonPropertyName("status")]
    public string? Status { get; set; }

    [JsonPropertyName("pid")]
    public int Pid { get; set; }

    [JsonPropertyName("bundle")]
    public string? Bundle { get; set; }

    [JsonPropertyName("annotations")]
    public Dictionary<string, string>? Annotations { get; set; }
}

/// <summary>config-linux.md, Seccomp, The Container Process State.</summary>
internal sealed class ContainerProcessState
{
    [JsonPropertyName("ociVersion")]
    public string? Version { get; set; }

    [JsonPropertyName("fds")]
    public string[]? Fds { get; set; }

    [JsonPropertyName("pid")]
    public int Pid { get; set; }

    [JsonPropertyName("metadata")]
    public string? Metadata { get; set; }

    [JsonPropertyName("state")]
    public State? State { get; set; }
}
