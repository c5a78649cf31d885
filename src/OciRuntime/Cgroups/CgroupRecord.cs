using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace OciRuntime.Cgroups;

/// <summary>
/// What the state directory remembers of a container's cgroups: enough to find, kill and remove them.
/// </summary>
internal sealed class CgroupRecord
{
    /// <summary><c>cgroupfs</c> or <c>systemd</c>.</summary>
    [JsonPropertyName("manager")]
    public string Manager { get; set; } = "cgroupfs";

    /// <summary>The whole v2 tree is the only one.</summary>
    [JsonPropertyName("unified")]
    public bool Unified { get; set; }

    /// <summary>The directories by controller; <c>""</c> for v2.</summary>
    [JsonPropertyName("paths")]
    public Dictionary<string, string> Paths { get; set; } = [];

    /// <summary>systemd's unit, or null without systemd.</summary>
    [JsonPropertyName("unit")]
    public string? Unit { get; set; }

    /// <summary>The unit is one of the user's systemd, not of the system's.</summary>
    [JsonPropertyName("user")]
    public bool User { get; set; }

    /// <summary>Whether both have a directory in common.</summary>
    public bool Overlaps(CgroupRecord other)
    {
        foreach (string path in Paths.Values)
        {
            if (other.Paths.ContainsValue(path)) return true;
        }
        return false;
    }

    /// <summary>The same with other directories.</summary>
    public CgroupRecord With(Dictionary<string, string> paths) =>
        new()
        {
            Manager = Manager,
            Unified = Unified,
            Paths = paths,
            Unit = Unit,
            User = User,
        };
}
