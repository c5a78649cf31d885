using System.Collections.Generic;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.Systemd;

/// <summary>
/// Device rules as DevicePolicy and DeviceAllow, systemd.resource-control(5), for cgroup v1: there systemd writes the
/// device files again when it reloads. On v2 our program stays beside whatever systemd attaches.
/// </summary>
internal static class DeviceProperties
{
    /// <summary>The properties; what systemd cannot say, the files do.</summary>
    public static List<UnitProperty> FromRules(List<DeviceRule> rules)
    {
        DeviceTable table = DeviceTable.FromRules(rules);
        bool everything = table.AllowByDefault && table.Exceptions.Count == 0;
        List<(string, string)> allowed = [];
        foreach (DeviceRule rule in table.Exceptions)
        {
            if (rule.Allow && Path(rule) is { } path) allowed.Add((path, Access(rule.Access)));
        }
        return
        [
            UnitProperty.String("DevicePolicy", everything ? "auto" : "strict"),
            UnitProperty.DeviceAllow([.. allowed]),
        ];
    }

    /// <summary>How systemd calls the devices of a rule; null where it has no word for them.</summary>
    private static string? Path(in DeviceRule rule)
    {
        string type = rule.Type == 'b' ? "block" : "char";
        if (rule.Major < 0) return rule.Minor < 0 ? type + "-*" : null;
        return rule.Minor < 0 ? $"{type}-{rule.Major}" : $"/dev/{type}/{rule.Major}:{rule.Minor}";
    }

    private static string Access(int access) =>
        ((access & BPF_DEVCG_ACC_READ) != 0 ? "r" : "")
        + ((access & BPF_DEVCG_ACC_WRITE) != 0 ? "w" : "")
        + ((access & BPF_DEVCG_ACC_MKNOD) != 0 ? "m" : "");
}
