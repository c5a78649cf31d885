using System;
using System.Globalization;

namespace OciRuntime.Cgroups;

/// <summary>
/// How many processes of a cgroup the OOM killer has taken; cgroup-v2.rst, memory.events, cgroup-v1/memory.rst,
/// memory.oom_control.
/// </summary>
internal static class OomKills
{
    /// <summary>The number; 0 also if it cannot be read.</summary>
    public static long Count(CgroupRecord record)
    {
        string? path;
        string file = record.Unified ? "/memory.events" : "/memory.oom_control";
        if (!record.Paths.TryGetValue(record.Unified ? "" : "memory", out path)) return 0;
        foreach (string line in (CgroupFile.TryRead(path + file) ?? "").Split('\n'))
        {
            const string Name = "oom_kill ";
            if (
                line.StartsWith(Name, StringComparison.Ordinal)
                && long.TryParse(
                    line.AsSpan(Name.Length),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out long count
                )
            )
                return count;
        }
        return 0;
    }
}
