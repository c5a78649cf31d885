using System.Text.Json.Serialization;

namespace OciRuntime.Config;

/// <summary>config.md, Root.</summary>
internal sealed class Root
{
    /// <summary>The root filesystem's directory, absolute or relative to the bundle; required.</summary>
    [JsonPropertyName("path")]
    public string? Path { get; set; }

    /// <summary>Whether it is read-only inside the container.</summary>
    [JsonPropertyName("readonly"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Readonly { get; set; }
}
