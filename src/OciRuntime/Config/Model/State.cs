using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace OciRuntime.Config;

/// <summary>runtime.md, State: what hooks read on standard input.</summary>
internal sealed class State
{
    /// <summary>The spec version that this document follows.</summary>
    [JsonPropertyName("ociVersion")]
    public string? Version { get; set; }

    /// <summary>The container's name, unique on this host.</summary>
    [JsonPropertyName("id")]
    public string? ID { get; set; }

    /// <summary>creating, created, running or stopped.</summary>
    [JsonPropertyName("status")]
    public string? Status { get; set; }

    /// <summary>The container's process as the host sees it; 0, and not written, where there is none.</summary>
    [JsonPropertyName("pid"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Pid { get; set; }

    /// <summary>The bundle's absolute path.</summary>
    [JsonPropertyName("bundle")]
    public string? Bundle { get; set; }

    /// <summary>The config's annotations.</summary>
    [JsonPropertyName("annotations")]
    public Dictionary<string, string>? Annotations { get; set; }
}

/// <summary>config-linux.md, The Container Process State: what a seccomp agent reads from listenerPath.</summary>
internal sealed class ContainerProcessState
{
    /// <summary>The spec version that this document follows.</summary>
    [JsonPropertyName("ociVersion")]
    public string? Version { get; set; }

    /// <summary>What each descriptor sent along is, in their order: <c>seccompFd</c>.</summary>
    [JsonPropertyName("fds")]
    public string[]? Fds { get; set; }

    /// <summary>The container's process as the runtime sees it.</summary>
    [JsonPropertyName("pid")]
    public int Pid { get; set; }

    /// <summary>listenerMetadata of the config.</summary>
    [JsonPropertyName("metadata")]
    public string? Metadata { get; set; }

    /// <summary>The container's state.</summary>
    [JsonPropertyName("state")]
    public State? State { get; set; }
}
