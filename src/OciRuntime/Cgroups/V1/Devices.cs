using System.Globalization;
using OciRuntime.Spec;

namespace OciRuntime.Cgroups.V1;

/// <summary>devices; cgroup-v1/devices.rst.</summary>
internal static class Devices
{
    // What every container may do whatever its rules say; runc, specconv/spec_linux.go, AllowedDevices.
    private static readonly string[] Allowed =
    [
        "c *:* m", "b *:* m", "c 1:3 rwm", "c 1:8 rwm", "c 1:7 rwm", "c 5:0 rwm", "c 1:5 rwm", "c 1:9 rwm", "c 136:* rwm", "c 5:2 rwm",
    ];

    /// <summary>Writes the rules in their order, then the defaults.</summary>
    public static void Apply(string path, LinuxDeviceCgroup[]? rules)
    {
        CgroupFile.Write(path + "/devices.deny", "a");
        foreach (LinuxDeviceCgroup rule in rules ?? [])
        {
            CgroupFile.Write(path + (rule.Allow ? "/devices.allow" : "/devices.deny"), Text(rule));
        }
        foreach (string rule in Allowed) CgroupFile.Write(path + "/devices.allow", rule);
    }

    private static string Text(LinuxDeviceCgroup rule)
    {
        string type = string.IsNullOrEmpty(rule.Type) ? "a" : rule.Type;
        string access = string.IsNullOrEmpty(rule.Access) ? "rwm" : rule.Access;
        return $"{type} {Number(rule.Major)}:{Number(rule.Minor)} {access}";
    }

    private static string Number(long? number) => number is null or -1 ? "*" : number.Value.ToString(CultureInfo.InvariantCulture);
}
