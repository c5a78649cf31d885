using System.Text.Json.Serialization;

namespace OciRuntime.Spec;

/// <summary>config.md, POSIX-platform Hooks: one program; timeout in seconds.</summary>
internal sealed class Hook
{
    [JsonPropertyName("path")]
    public string? Path { get; set; }

    [JsonPropertyName("args")]
    public string[]? Args { get; set; }

    [JsonPropertyName("env")]
    public string[]? Env { get; set; }

    [JsonPropertyName("timeout")]
    public int? Timeout { get; set; }
}

/// <summary>config.md, POSIX-platform Hooks.</summary>
internal sealed class Hooks
{
    [JsonPropertyName("prestart")]
    public Hook[]? Prestart { get; set; }

    [JsonPropertyName("createRuntime")]
    public Hook[]? CreateRuntime { get; set; }

    [JsonPropertyName("createContainer")]
    public Hook[]? CreateContainer { get; set; }

    [JsonPropertyName("startContainer")]
    public Hook[]? StartContainer { get; set; }

    [JsonPropertyName("poststart")]
    public Hook[]? Poststart { get; set; }

    [JsonPropertyName("poststop")]
    public Hook[]? Poststop { get; set; }
}
