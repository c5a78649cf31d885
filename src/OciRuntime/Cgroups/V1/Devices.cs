using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.V1;

/// <summary>devices; cgroup-v1/devices.rst.</summary>
internal static class Devices
{
    private const string Pointer = "devices";

    /// <summary>Sets the rules of a new cgroup.</summary>
    public static void Apply(string path, LinuxDeviceCgroup[]? rules)
    {
        DeviceTable wanted = DeviceTable.FromRules(DeviceRule.FromConfig(rules));
        // The new directory has what its parent allows; everything is taken or given first, and then the exceptions.
        using Files files = new(path);
        files.Write(wanted.AllowByDefault, "a");
        foreach (DeviceRule rule in wanted.Exceptions) files.Write(rule.Allow, rule.ToString());
    }

    /// <summary>
    /// Changes the rules of a container that runs: only what differs, so that no allowed access fails meanwhile.
    /// </summary>
    public static void Update(CgroupWriter writer, string path, LinuxDeviceCgroup[] rules)
    {
        DeviceTable wanted = DeviceTable.FromRules(DeviceRule.FromConfig(rules));
        DeviceTable current = DeviceTable.Parse(CgroupFile.Read(path + "/devices.list"));
        using Files files = new(path);
        if (wanted.AllowByDefault || current.AllowByDefault)
        {
            // The exceptions of a cgroup that allows by default are not shown: it has to start anew.
            if (wanted.AllowByDefault && current.AllowByDefault && wanted.Exceptions.Count == 0) return;
            files.Write(wanted.AllowByDefault, "a");
            // Undone in the reverse order: everything first, then what was allowed besides.
            foreach (DeviceRule rule in current.Exceptions) writer.Remember(path + "/devices.allow", rule.ToString());
            writer.Remember(path + (current.AllowByDefault ? "/devices.allow" : "/devices.deny"), "a");
            current = new DeviceTable();
        }
        Difference(files, writer, path, wanted.Exceptions, current.Exceptions);
        Difference(files, writer, path, current.Exceptions, wanted.Exceptions, inverse: true);
    }

    /// <summary>Writes the accesses of <paramref name="all"/> that <paramref name="known"/> has not.</summary>
    private static void Difference(
        Files files,
        CgroupWriter writer,
        string path,
        IReadOnlyList<DeviceRule> all,
        IReadOnlyList<DeviceRule> known,
        bool inverse = false
    )
    {
        foreach (DeviceRule rule in all)
        {
            int access = rule.Access;
            foreach (DeviceRule other in known)
            {
                if (other.Type == rule.Type && other.Major == rule.Major && other.Minor == rule.Minor)
                    access &= ~other.Access;
            }
            if (access == 0) continue;
            string text = (rule with { Access = access }).ToString();
            bool allow = rule.Allow != inverse;
            files.Write(allow, text);
            writer.Remember(path + (allow ? "/devices.deny" : "/devices.allow"), text);
        }
    }

    /// <summary>devices.allow and devices.deny, opened once each.</summary>
    private readonly ref struct Files(string path)
    {
        private readonly OwnedFd allow = OwnedFd.From(
            CgroupFile.Open(path + "/devices.allow", O_WRONLY),
            "open",
            path + "/devices.allow"
        );
        private readonly OwnedFd deny = OwnedFd.From(
            CgroupFile.Open(path + "/devices.deny", O_WRONLY),
            "open",
            path + "/devices.deny"
        );

        public void Write(bool allows, string rule)
        {
            int error = CgroupFile.TryWrite((allows ? allow : deny).Fd, rule);
            if (error != 0)
                throw CgroupWriter.Failure(path + (allows ? "/devices.allow" : "/devices.deny"), rule, Pointer, error);
        }

        public void Dispose()
        {
            CgroupFile.Close(allow.Release());
            CgroupFile.Close(deny.Release());
        }
    }
}
