using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.V2.Devices;
using OciRuntime.Config;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Tests.Cgroups;

/// <summary>Device rules: the eBPF program of v2 and the table of v1 decide like a plain reading of the list.</summary>
public sealed class DeviceRuleTests
{
    private static readonly DeviceAccess Console = new('c', 5, 1, BPF_DEVCG_ACC_READ | BPF_DEVCG_ACC_WRITE);

    [Fact]
    public void A_long_list_of_devices_becomes_a_table_in_linear_time()
    {
        const int count = 100_000;
        List<DeviceRule> rules = [];
        for (int i = 0; i < count; i++) rules.Add(new DeviceRule(true, 'c', i, 1, BPF_DEVCG_ACC_READ));
        rules.Add(new DeviceRule(false, 'c', 7, 1, BPF_DEVCG_ACC_READ));
        for (int i = 0; i < count; i++) rules.Add(new DeviceRule(true, 'c', i, 1, BPF_DEVCG_ACC_WRITE));
        TimeSpan before = Environment.CpuUsage.TotalTime;
        IReadOnlyList<DeviceRule> exceptions = DeviceTable.FromRules(rules).Exceptions;
        Assert.InRange((Environment.CpuUsage.TotalTime - before).TotalSeconds, 0, 1);
        Assert.Equal(count, exceptions.Count);
        Assert.All(exceptions, rule => Assert.Equal(
            rule.Major == 7 ? BPF_DEVCG_ACC_WRITE : BPF_DEVCG_ACC_READ | BPF_DEVCG_ACC_WRITE, rule.Access));
    }

    [Property]
    public Property The_program_decides_like_a_plain_reading() => Prop.ForAll(
        DeviceGenerators.Rules.ToArbitrary(),
        DeviceGenerators.Access.ArrayOf(30).ToArbitrary(),
        (config, accesses) =>
        {
            List<DeviceRule> rules = DeviceRule.FromConfig(config);
            bpf_insn[] code = DeviceProgram.Compile(rules);
            foreach (DeviceAccess access in accesses)
                Assert.True(
                    DeviceInterpreter.Reads(rules, access) == DeviceInterpreter.Allows(code, access),
                    $"{access} by {DeviceGenerators.Print(config)}"
                );
        }
        );

    /// <summary>Where v1 can say it at all. One access at a time: v1 wants one exception that has them all.</summary>
    [Property]
    public Property The_table_decides_like_a_plain_reading() => Prop.ForAll(
        DeviceGenerators.Rules.ToArbitrary(),
        DeviceGenerators.Access.ArrayOf(30).ToArbitrary(),
        (config, accesses) =>
        {
            List<DeviceRule> rules = DeviceRule.FromConfig(config);
            DeviceTable table = DeviceTable.FromRules(rules);
            if (table.Unspeakable is not null) return;
            foreach (DeviceAccess access in accesses.Where(access => access.Access is 1 or 2 or 4))
                Assert.True(
                    DeviceInterpreter.Reads(rules, access) == Allows(table, access),
                    $"{access} by {DeviceGenerators.Print(config)}"
                );
        }
        );

    [Fact]
    public void Devices_that_every_container_may_use_come_last()
    {
        bpf_insn[] code = DeviceProgram.Compile(
            DeviceRule.FromConfig([new LinuxDeviceCgroup { Allow = false, Access = "rwm" }])
        );
        Assert.True(DeviceInterpreter.Allows(code, new DeviceAccess('c', 1, 3, BPF_DEVCG_ACC_WRITE)));
        Assert.True(DeviceInterpreter.Allows(code, new DeviceAccess('c', 136, 7, BPF_DEVCG_ACC_WRITE)));
        Assert.True(DeviceInterpreter.Allows(code, new DeviceAccess('b', 8, 0, BPF_DEVCG_ACC_MKNOD)));
        Assert.False(DeviceInterpreter.Allows(code, new DeviceAccess('b', 8, 0, BPF_DEVCG_ACC_READ)));
        Assert.False(DeviceInterpreter.Allows(code, Console));
    }

    [Fact]
    public void Without_device_rules_nothing_but_the_defaults_is_allowed() =>
        Assert.False(DeviceInterpreter.Allows(DeviceProgram.Compile(DeviceRule.FromConfig(null)), Console));

    [Fact]
    public void Device_numbers_beyond_31_bits_are_compared_as_they_are()
    {
        bpf_insn[] code = DeviceProgram.Compile([
            new DeviceRule(true, 'c', 0xFFFFFFFF, 0x80000000, DeviceRule.EveryAccess),
        ]);
        Assert.True(DeviceInterpreter.Allows(code, new DeviceAccess('c', 0xFFFFFFFF, 0x80000000, BPF_DEVCG_ACC_READ)));
        Assert.False(DeviceInterpreter.Allows(code, new DeviceAccess('c', 0xFFFFFFFF, 0, BPF_DEVCG_ACC_READ)));
    }

    [Fact]
    public void A_device_rule_for_all_types_with_numbers_is_not_a_rule_for_every_device()
    {
        List<DeviceRule> rules = DeviceRule.FromConfig([
            new LinuxDeviceCgroup
            {
                Allow = true,
                Type = "a",
                Major = 10,
                Minor = 229,
                Access = "rw",
            },
        ]);
        Assert.Equal("b 10:229 rw", rules[0].ToString());
        Assert.Equal("c 10:229 rw", rules[1].ToString());
        Assert.False(DeviceTable.FromRules(rules).AllowByDefault);
    }

    [Fact]
    public void An_exception_from_an_earlier_device_rule_is_named_for_v1()
    {
        List<SpecError> errors = [];
        LinuxResources resources = new() { Devices = [Rule(true, "c", 10, null), Rule(false, "c", 10, 200)] };
        OciRuntime.Cgroups.V1.Limits.Validate(resources, ["devices"], errors);
        SpecError error = Assert.Single(errors);
        Assert.Equal("/linux/resources/devices", error.Pointer);
        Assert.Contains("`deny c 10:200 rwm`", error.Message, System.StringComparison.Ordinal);
    }

    [Fact]
    public void Devices_list_is_read_as_the_kernel_writes_it()
    {
        Assert.True(DeviceTable.Parse("a *:* rwm\n").AllowByDefault);
        DeviceTable table = DeviceTable.Parse("c 1:3 rwm\nb *:* m\n");
        Assert.False(table.AllowByDefault);
        Assert.Equal(["c 1:3 rwm", "b *:* m"], table.Exceptions.Select(rule => rule.ToString()));
    }

    private static LinuxDeviceCgroup Rule(bool allow, string type, long major, long? minor) =>
        new() { Allow = allow, Type = type, Major = major, Minor = minor, Access = "rwm" };

    /// <summary>
    /// How the kernel asks a v1 table: by default no, and yes with an exception that has the access; or the reverse.
    /// </summary>
    private static bool Allows(DeviceTable table, DeviceAccess access)
    {
        bool exception = table.Exceptions.Any(rule =>
            rule.Type == access.Type
            && (rule.Major < 0 || rule.Major == access.Major)
            && (rule.Minor < 0 || rule.Minor == access.Minor)
            && (rule.Access & access.Access) != 0
        );
        return table.AllowByDefault != exception;
    }
}
