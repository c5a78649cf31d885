using System;
using System.IO;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.V1;
using OciRuntime.Config;

namespace OciRuntime.Tests.Cgroups;

/// <summary>Device rules of cgroup v1 that are changed and taken back, in the kernel's own list.</summary>
public sealed class DeviceUpdateTests
{
    internal const string Hierarchy = "/sys/fs/cgroup/devices";

    private static readonly LinuxDeviceCgroup[] s_few =
    [
        Rule(false, "a", null),
        Rule(true, "c", 10),
        Rule(true, "b", 7),
    ];
    private static readonly LinuxDeviceCgroup[] s_others =
    [
        Rule(false, "a", null),
        Rule(true, "c", 11),
        Rule(true, "b", 7),
    ];
    private static readonly LinuxDeviceCgroup[] s_all = [Rule(true, "a", null)];

    [DevicesHierarchyFact]
    public void A_failure_after_a_change_restores_the_device_rules()
    {
        foreach (
            (LinuxDeviceCgroup[] before, LinuxDeviceCgroup[] after) in ((LinuxDeviceCgroup[], LinuxDeviceCgroup[])[])
                [(s_few, s_others), (s_few, s_all), (s_all, s_few)]
        )
        {
            CgroupRecord record = new();
            record.Paths["devices"] =
                $"{Hierarchy}/ocirun-test-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}";
            using V1Manager manager = new(record, mayLack: false, rootless: false);
            manager.Create();
            try
            {
                manager.Apply(new LinuxResources { Devices = before });
                string list = List(record);
                Assert.Throws<TimeoutException>(() => manager.Update(new LinuxResources { Devices = after }, () =>
                {
                    Assert.NotEqual(list, List(record));
                    throw new TimeoutException();
                }));
                Assert.Equal(list, List(record));
            }
            finally
            {
                manager.Remove();
            }
        }
    }

    /// <summary>The lines in an order of their own: the kernel appends what is allowed again.</summary>
    private static string List(CgroupRecord record)
    {
        string[] lines = File.ReadAllLines(record.Paths["devices"] + "/devices.list");
        Array.Sort(lines, StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    private static LinuxDeviceCgroup Rule(bool allow, string type, long? major) =>
        new()
        {
            Allow = allow,
            Type = type,
            Major = major,
            Access = "rwm",
        };
}

/// <summary>A test that makes cgroups of v1's devices controller; skipped elsewhere, with that reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DevicesHierarchyFactAttribute : FactAttribute
{
    public DevicesHierarchyFactAttribute()
    {
        if (LibC.geteuid() != 0)
            Skip = "needs root, which makes cgroups";
        else if (!Directory.Exists(DeviceUpdateTests.Hierarchy))
            Skip = "this host has no devices controller of cgroup v1";
    }
}
