using System;
using System.Collections.Generic;
using System.Linq;
using OciRuntime.Cgroups.Systemd;
using OciRuntime.Config;

namespace OciRuntime.Tests.Cgroups;

/// <summary>What configs say, in systemd's names and values.</summary>
public sealed class SystemdNameTests
{
    [Theory]
    [InlineData("system.slice:libpod:abc", "/system.slice/libpod-abc.scope")]
    [InlineData("machine-a-b.slice:cri:x", "/machine.slice/machine-a.slice/machine-a-b.slice/cri-x.scope")]
    [InlineData("-.slice:p:n", "/p-n.scope")]
    [InlineData(":p:n", "/system.slice/p-n.scope")]
    [InlineData(null, "/system.slice/ocirun-id1.scope")]
    public void A_cgroupsPath_names_slice_and_scope(string? path, string directory) =>
        Assert.Equal(directory, UnitName.FromCgroupsPath(path, "id1", user: false).CgroupPath());

    [Fact]
    public void The_slice_without_privileges_is_the_users() =>
        Assert.Equal("/user.slice/ocirun-id1.scope", UnitName.FromCgroupsPath(null, "id1", user: true).CgroupPath());

    [Theory]
    [InlineData("system.slice:libpod:abc", true)]
    [InlineData(":p:n", true)]
    [InlineData("/system.slice:libpod:abc", false)]
    [InlineData("/machine.slice/a:b:c", false)]
    [InlineData("a:b:c", false)]
    [InlineData("system.slice:abc", false)]
    [InlineData("plain", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void The_form_of_a_cgroupsPath_for_systemd_is_told_from_a_path(string? path, bool systemd) =>
        Assert.Equal(systemd, UnitName.IsIn(path));

    [Theory]
    [InlineData("/a/b")]
    [InlineData("a:b")]
    [InlineData("a:b:c:d")]
    [InlineData("noslice:p:n")]
    [InlineData(".slice:p:n")]
    [InlineData("a--b.slice:p:n")]
    [InlineData("-a.slice:p:n")]
    [InlineData("a-.slice:p:n")]
    [InlineData("a/b.slice:p:n")]
    [InlineData("a.slice:p:n.slice")]
    [InlineData("a.slice:../p:n")]
    public void A_cgroupsPath_of_another_form_is_refused(string path)
    {
        SpecException error = Assert.Throws<SpecException>(() => UnitName.FromCgroupsPath(path, "id1", user: false));
        Assert.Equal("/linux/cgroupsPath", error.Errors[0].Pointer);
    }

    [Theory]
    [InlineData("0", new byte[] { 1 })]
    [InlineData("0-2,4", new byte[] { 0b10111 })]
    [InlineData("9", new byte[] { 0, 2 })]
    public void A_list_of_cpus_becomes_the_bytes_of_AllowedCPUs(string list, byte[] bits) =>
        Assert.Equal(bits, UnitProperties.Bits(list, "cpu/cpus"));

    [Theory]
    [InlineData("")]
    [InlineData("2-1")]
    [InlineData("a")]
    [InlineData("99999")]
    public void A_wrong_list_of_cpus_is_refused(string list) =>
        Assert.Throws<SpecException>(() => UnitProperties.Bits(list, "cpu/cpus"));

    [Theory]
    [InlineData(
        "CollectMode",
        "'inactive-or-failed'",
        "CollectMode",
        "s",
        "12000000 696e6163746976652d6f722d6661696c6564 00"
    )]
    [InlineData("SendSIGHUP", "true", "SendSIGHUP", "b", "01000000")]
    [InlineData("CPUWeight", "uint64 50", "CPUWeight", "t", "3200000000000000")]
    [InlineData("CPUWeight", "@t 50", "CPUWeight", "t", "3200000000000000")]
    [InlineData("Priority", "-1", "Priority", "i", "ffffffff")]
    [InlineData("TimeoutStopSec", "5", "TimeoutStopUSec", "t", "404b4c0000000000")]
    [InlineData("TimeoutStopSec", "uint64 5", "TimeoutStopUSec", "t", "404b4c0000000000")]
    [InlineData(
        "After",
        "['a.service', 'b,c']",
        "After",
        "as",
        "18000000 09000000 612e73657276696365 000000 03000000 622c6300"
    )]
    public void An_annotation_becomes_a_property_of_the_unit(
        string name,
        string value,
        string property,
        string signature,
        string bytes
    )
    {
        UnitProperty read = Assert.Single(
            PropertyText.All(
                new Dictionary<string, string> { ["org.systemd.property." + name] = value, ["other"] = "x" }
            )
        );
        Assert.Equal(property, read.Name);
        Assert.Equal(signature, read.Signature);
        DBusBody body = new();
        read.Write(body);
        Assert.Equal(bytes.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexStringLower(body.Bytes));
    }

    [Theory]
    [InlineData("Xy", "1")]
    [InlineData("With1", "1")]
    [InlineData("CPUWeight", "fifty")]
    [InlineData("CPUWeight", "uint64 -5")]
    [InlineData("TimeoutStopSec", "soon")]
    [InlineData("After", "['a', 1]")]
    [InlineData("After", "[]")]
    [InlineData("After", "['a'")]
    public void An_annotation_that_cannot_be_read_is_refused(string name, string value) =>
        Assert.Throws<SpecException>(() =>
            PropertyText.All(new Dictionary<string, string> { ["org.systemd.property." + name] = value })
        );

    [Fact]
    public void Limits_become_properties_of_the_unit()
    {
        LinuxResources limits = new()
        {
            Memory = new() { Limit = 1 << 26, Swap = 1 << 27, Reservation = -1 },
            CPU = new() { Shares = 1024, Quota = 20_005, Period = 100_000, Cpus = "0" },
            Pids = new() { Limit = 0 },
            Unified = new() { ["memory.high"] = "max" },
        };
        string[] names =
        [
            .. UnitProperties.FromResources(limits, unified: true, static () => 257).Select(property => property.Name),
        ];
        Assert.Equal(
            [
                "MemoryMax",
                "MemoryLow",
                "MemorySwapMax",
                "CPUWeight",
                "CPUQuotaPeriodUSec",
                "CPUQuotaPerSecUSec",
                "AllowedCPUs",
                "TasksMax",
                "MemoryHigh",
            ],
            names
        );
        // systemd keeps whole percents: the files get the same.
        Assert.Equal(21_000, limits.CPU.Quota);
    }

    [Theory]
    [InlineData("cpu.max", "20000 50000", "CPUQuotaPeriodUSec 50000, CPUQuotaPerSecUSec 400000")]
    [InlineData("cpu.max", "12345", "CPUQuotaPeriodUSec 100000, CPUQuotaPerSecUSec 130000")]
    [InlineData("cpu.max", "max 50000", "CPUQuotaPeriodUSec 50000, CPUQuotaPerSecUSec 18446744073709551615")]
    [InlineData("cpu.idle", "1", "CPUWeight 0")]
    [InlineData("cpu.idle", "0", "")]
    [InlineData("pids.max", "0", "TasksMax 1")]
    [InlineData("pids.max", "max", "TasksMax 18446744073709551615")]
    [InlineData("memory.oom.group", "1", "")]
    public void A_member_of_unified_becomes_a_property_of_the_unit(string file, string value, string properties)
    {
        LinuxResources limits = new() { Unified = new() { [file] = value } };
        Assert.Equal(
            properties,
            string.Join(", ", UnitProperties.FromResources(limits, unified: true, static () => 257).Select(Numbered))
        );
    }

    [Theory]
    [InlineData("max max")]
    [InlineData("1 2 3")]
    [InlineData("")]
    public void A_wrong_cpu_max_is_refused(string value) =>
        Assert.Throws<SpecException>(() =>
            UnitProperties.FromResources(new() { Unified = new() { ["cpu.max"] = value } }, unified: true, static () => 257)
        );

    [Theory]
    [InlineData(252, "CPUWeight 0")]
    [InlineData(251, "")]
    public void An_old_systemd_does_not_know_idle(int version, string properties)
    {
        LinuxResources limits = new()
        {
            CPU = new() { Idle = 1, Shares = 1024 },
        };
        Assert.Equal(
            properties,
            string.Join(", ", UnitProperties.FromResources(limits, unified: true, () => version).Select(Numbered))
        );
    }

    [Theory]
    [InlineData("1", 253, 1)]
    [InlineData("0", 257, 1)]
    [InlineData("1", 252, 0)]
    [InlineData("x", 257, 0)]
    public void Memory_oom_group_becomes_OOMPolicy_of_the_scope(string group, int version, int properties) =>
        Assert.Equal(
            properties,
            UnitProperties.OnlyAtStart(new() { Unified = new() { ["memory.oom.group"] = group } }, () => version).Count
        );

    private static string Numbered(UnitProperty property)
    {
        DBusBody body = new();
        property.Write(body);
        return $"{property.Name} {BitConverter.ToUInt64(body.Bytes)}";
    }
}
