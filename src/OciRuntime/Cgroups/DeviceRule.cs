using System.Collections.Generic;
using OciRuntime.Config;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups;

/// <summary>One rule about devices, for one type; config-linux.md, Allowed Device list.</summary>
/// <param name="Allow">Whether it gives or takes.</param>
/// <param name="Type"><c>b</c> or <c>c</c>; <c>a</c> for every device at all.</param>
/// <param name="Major">The major number; -1 for all.</param>
/// <param name="Minor">The minor number; -1 for all.</param>
/// <param name="Access">BPF_DEVCG_ACC_* bits.</param>
internal readonly record struct DeviceRule(bool Allow, char Type, long Major, long Minor, int Access)
{
    /// <summary>Read, write and mknod.</summary>
    public const int EveryAccess = BPF_DEVCG_ACC_READ | BPF_DEVCG_ACC_WRITE | BPF_DEVCG_ACC_MKNOD;

    private const long Any = -1;

    // What every container may use whatever its config says: runc's AllowedDevices, specconv/spec_linux.go.
    private static readonly DeviceRule[] Default =
    [
        new(true, 'c', Any, Any, BPF_DEVCG_ACC_MKNOD),
        new(true, 'b', Any, Any, BPF_DEVCG_ACC_MKNOD),
        .. System.Array.ConvertAll(DefaultDevice.All, device => new DeviceRule(
            true,
            'c',
            device.Major,
            device.Minor,
            EveryAccess
        )),
        new(true, 'c', 136, Any, EveryAccess),
        new(true, 'c', 5, 2, EveryAccess),
        // net/tun: runc 1.2.0 left it out and 1.2.4 put it back, because images for VPNs bring no rule for it.
        new(true, 'c', 10, 200, EveryAccess),
    ];

    /// <summary>The rules of a config in their order, then those that every container has.</summary>
    public static List<DeviceRule> FromConfig(LinuxDeviceCgroup[]? config)
    {
        List<DeviceRule> rules = new((config?.Length ?? 0) + Default.Length);
        foreach (LinuxDeviceCgroup rule in config ?? []) Add(rules, rule);
        rules.AddRange(Default);
        return rules;
    }

    private static void Add(List<DeviceRule> rules, LinuxDeviceCgroup rule)
    {
        long major = rule.Major ?? Any;
        long minor = rule.Minor ?? Any;
        int access = AccessOf(rule.Access);
        if (rule.Type is "b" or "c")
        {
            rules.Add(new DeviceRule(rule.Allow, rule.Type[0], major, minor, access));
            return;
        }
        if (major < 0 && minor < 0 && access == EveryAccess)
        {
            rules.Add(new DeviceRule(rule.Allow, 'a', Any, Any, access));
            return;
        }
        // Both types, but not everything: cgroup v1 would take `a` as everything whatever follows it.
        rules.Add(new DeviceRule(rule.Allow, 'b', major, minor, access));
        rules.Add(new DeviceRule(rule.Allow, 'c', major, minor, access));
    }

    private static int AccessOf(string? text)
    {
        int access = 0;
        foreach (char letter in text ?? "")
            access |= letter switch
            {
                'r' => BPF_DEVCG_ACC_READ,
                'w' => BPF_DEVCG_ACC_WRITE,
                _ => BPF_DEVCG_ACC_MKNOD,
            };
        return access;
    }

    /// <summary>Whether it matches every device that <paramref name="other"/> matches.</summary>
    public bool Covers(in DeviceRule other) =>
        Type == 'a'
        || (Type == other.Type && (Major < 0 || Major == other.Major) && (Minor < 0 || Minor == other.Minor));

    /// <summary>Whether there are devices that both speak of.</summary>
    public bool Overlaps(in DeviceRule other) =>
        (Type == other.Type || Type == 'a' || other.Type == 'a')
        && (Major < 0 || other.Major < 0 || Major == other.Major)
        && (Minor < 0 || other.Minor < 0 || Minor == other.Minor);

    /// <summary>As cgroup v1 writes it, cgroup-v1/devices.rst.</summary>
    public override string ToString()
    {
        if (Type == 'a')
            return "a";
        string access =
            ((Access & BPF_DEVCG_ACC_READ) != 0 ? "r" : "")
            + ((Access & BPF_DEVCG_ACC_WRITE) != 0 ? "w" : "")
            + ((Access & BPF_DEVCG_ACC_MKNOD) != 0 ? "m" : "");
        return $"{Type} {FormatNumber(Major)}:{FormatNumber(Minor)} {access}";
    }

    private static string FormatNumber(long number) => number < 0 ? "*" : CgroupFile.Number(number);
}
