using System.Text.Json.Serialization;

namespace OciRuntime.Cgroups.Resctrl;

/// <summary>
/// What the state directory remembers of a container's resctrl groups: enough to find and remove them.
/// </summary>
internal sealed class ResctrlRecord
{
    /// <summary>Where resctrl is mounted.</summary>
    [JsonPropertyName("root")]
    public string Root { get; set; } = "";

    /// <summary>The directory of the control group.</summary>
    [JsonPropertyName("group")]
    public string Group { get; set; } = "";

    /// <summary>The group was made for this container alone, and is removed with it.</summary>
    [JsonPropertyName("owned")]
    public bool Owned { get; set; }

    /// <summary>The directory of the monitoring group; null without one.</summary>
    [JsonPropertyName("monitor")]
    public string? Monitor { get; set; }
}
