using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using OciRuntime.Config;

namespace OciRuntime.Tests.Cgroups;

/// <summary>Random device rules over few numbers, so that they meet each other and the accesses.</summary>
internal static class DeviceGenerators
{
    private static readonly long?[] Numbers = [null, 0, 1, 3, 5, 8, 136, 0xFFF];

    public static Gen<LinuxDeviceCgroup> Rule { get; } =
        from allow in Gen.Elements(true, false)
        from type in Gen.Elements(null, "a", "b", "c", "c")
        from major in Gen.Elements(Numbers)
        from minor in Gen.Elements(Numbers)
        from access in Gen.Elements("r", "w", "m", "rw", "rm", "wm", "rwm", "rwm")
        select new LinuxDeviceCgroup { Allow = allow, Type = type, Major = major, Minor = minor, Access = access };

    public static Gen<LinuxDeviceCgroup[]> Rules { get; } = Rule.ArrayOf();

    public static Gen<DeviceAccess> Access { get; } =
        from type in Gen.Elements('b', 'c')
        from major in Gen.Elements(Numbers.OfType<long>().ToArray())
        from minor in Gen.Elements(Numbers.OfType<long>().ToArray())
        from access in Gen.Elements(0, 1, 2, 4, 6)
        select new DeviceAccess(type, (uint)major, (uint)minor, access);

    public static string Print(IEnumerable<LinuxDeviceCgroup> rules) =>
        string.Join(
            "; ",
            rules.Select(rule =>
                $"{(rule.Allow ? "allow" : "deny")} {rule.Type} {rule.Major}:{rule.Minor} {rule.Access}"
            )
        );
}
