using System.Text.Json.Serialization;

namespace OciRuntime.Config;

/// <summary>config.md, POSIX-platform Hooks: one program.</summary>
internal sealed class Hook
{
    /// <summary>The program, an absolute path; required.</summary>
    [JsonPropertyName("path")]
    public string? Path { get; set; }

    /// <summary>argv of execve(2), its own name included.</summary>
    [JsonPropertyName("args")]
    public string[]? Args { get; set; }

    /// <summary>The whole environment.</summary>
    [JsonPropertyName("env")]
    public string[]? Env { get; set; }

    /// <summary>After how many seconds it is aborted; greater than zero.</summary>
    [JsonPropertyName("timeout")]
    public int? Timeout { get; set; }
}

/// <summary>config.md, POSIX-platform Hooks: each list in its order.</summary>
internal sealed class Hooks
{
    /// <summary>Prestart, deprecated: in the runtime's namespaces, before createRuntime.</summary>
    [JsonPropertyName("prestart")]
    public Hook[]? Prestart { get; set; }

    /// <summary>CreateRuntime: in the runtime's namespaces, before pivot_root.</summary>
    [JsonPropertyName("createRuntime")]
    public Hook[]? CreateRuntime { get; set; }

    /// <summary>
    /// CreateContainer: in the container's namespaces, by a path of the runtime's, before pivot_root.
    /// </summary>
    [JsonPropertyName("createContainer")]
    public Hook[]? CreateContainer { get; set; }

    /// <summary>StartContainer: in the container's namespaces, before the program is executed.</summary>
    [JsonPropertyName("startContainer")]
    public Hook[]? StartContainer { get; set; }

    /// <summary>Poststart: in the runtime's namespaces, after the program was executed.</summary>
    [JsonPropertyName("poststart")]
    public Hook[]? Poststart { get; set; }

    /// <summary>Poststop: in the runtime's namespaces, after the container was deleted.</summary>
    [JsonPropertyName("poststop")]
    public Hook[]? Poststop { get; set; }
}
