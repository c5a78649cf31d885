using System;
using System.Collections.Generic;
using System.Globalization;

namespace OciRuntime.Cgroups.Resctrl;

/// <summary>
/// What the groups of a container have and use, in the terms of runc's <c>events --stats</c>; null: this host has it
/// not.
/// </summary>
internal sealed class ResctrlStats
{
    /// <summary>info/L3: cbm_mask, min_cbm_bits, num_closids.</summary>
    public (string Mask, ulong MinimumBits, ulong Classes)? L3 { get; private init; }

    /// <summary>info/MB: bandwidth_gran, delay_linear, min_bandwidth, num_closids.</summary>
    public (ulong Granularity, ulong DelayLinear, ulong Minimum, ulong Classes)? Bandwidth { get; private init; }

    /// <summary>The schemata of the default group, by line.</summary>
    public string[] RootSchemata { get; private init; } = [];

    /// <summary>The schemata of the container's group, by line.</summary>
    public string[] Schemata { get; private init; } = [];

    /// <summary>Bytes by L3 cache, in the order of their names.</summary>
    public List<Monitored> Caches { get; } = [];

    /// <summary>
    /// What one L3 cache counts for the monitoring group, or without one for the control group: bytes, null if it does
    /// not.
    /// </summary>
    internal readonly record struct Monitored(ulong? Occupancy, ulong? Total, ulong? Local);

    /// <summary>Reads all of it.</summary>
    public static ResctrlStats Read(ResctrlRecord record)
    {
        string l3 = record.Root + "/info/L3", bandwidth = record.Root + "/info/MB";
        ResctrlStats stats = new()
        {
            L3 = CgroupFile.TryRead(l3 + "/cbm_mask")?.Trim() is { } mask
                ? (mask, Number(l3 + "/min_cbm_bits") ?? 0, Number(l3 + "/num_closids") ?? 0)
                : null,
            Bandwidth = Number(bandwidth + "/bandwidth_gran") is ulong step
                ? (
                    step,
                    Number(bandwidth + "/delay_linear") ?? 0,
                    Number(bandwidth + "/min_bandwidth") ?? 0,
                    Number(bandwidth + "/num_closids") ?? 0
                )
                : null,
            RootSchemata = Lines(record.Root),
            Schemata = Lines(record.Group),
        };
        string data = (record.Monitor ?? record.Group) + "/mon_data";
        List<string> caches = CgroupTree.Names(data);
        caches.Sort(StringComparer.Ordinal);
        foreach (string cache in caches)
        {
            stats.Caches.Add(
                new Monitored(
                    Number($"{data}/{cache}/llc_occupancy"),
                    Number($"{data}/{cache}/mbm_total_bytes"),
                    Number($"{data}/{cache}/mbm_local_bytes")
                )
            );
        }
        return stats;
    }

    /// <summary>The line of a resource, such as <c>L3</c>; null without it.</summary>
    public static string? Line(string[] schemata, string resource)
    {
        foreach (string line in schemata)
        {
            if (line.StartsWith(resource, StringComparison.Ordinal)) return line;
        }
        return null;
    }

    private static string[] Lines(string group) =>
        (CgroupFile.TryRead(group + "/schemata") ?? "").Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );

    private static ulong? Number(string file) =>
        ulong.TryParse(CgroupFile.TryRead(file)?.Trim(), CultureInfo.InvariantCulture, out ulong number)
            ? number
            : null;
}
