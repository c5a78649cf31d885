using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cgroups;

/// <summary>
/// <c>--systemd-cgroup</c>: scopes that systemd makes; config-linux.md, Cgroups Path, with runc's
/// <c>slice:prefix:name</c>.
/// </summary>
public sealed class Cgroups_Systemd
{
    [SystemdFact]
    public void A_container_is_a_scope_in_its_slice()
    {
        using Container container = new Container("sleep 1000").Begin();
        Assert.Equal("active", Show(container, "ActiveState"));
        Assert.Equal("ocirunspec.slice", Show(container, "Slice"));
        Assert.Equal("yes", Show(container, "Delegate"));
        Assert.Equal(container.Cgroup, Show(container, "ControlGroup"));
        Assert.Contains(container.Cgroup, File.ReadAllText($"/proc/{container.Pid}/cgroup"));
    }

    [SystemdFact]
    public void Limits_are_set_on_the_unit_and_in_the_kernel()
    {
        using Container container = new("sleep 1000");
        container.Linux["resources"] = JsonNode.Parse(
            """{"memory":{"limit":67108864},"pids":{"limit":77},"cpu":{"shares":512,"quota":20000,"period":50000}}"""
        );
        container.Begin();
        Assert.Equal("67108864", Show(container, "MemoryMax"));
        Assert.Equal("77", Show(container, "TasksMax"));
        Assert.Equal("400ms", Show(container, "CPUQuotaPerSecUSec"));
        Assert.Equal("67108864", HostCgroups.Read(container, "memory.max"));
        Assert.Equal("77", HostCgroups.Read(container, "pids.max"));
        Assert.Equal("20000 50000", HostCgroups.Read(container, "cpu.max"));
    }

    [SystemdFact]
    public void Update_changes_unit_and_kernel_and_leaves_the_rest()
    {
        using Container container = new("sleep 1000");
        container.Linux["resources"] = JsonNode.Parse("""{"memory":{"limit":67108864},"pids":{"limit":77}}""");
        container.Begin();
        RuntimeUnderTest.Run("update", "--pids-limit", "55", container.Id).Succeeded();
        Assert.Equal("55", Show(container, "TasksMax"));
        Assert.Equal("55", HostCgroups.Read(container, "pids.max"));
        Assert.Equal("67108864", HostCgroups.Read(container, "memory.max"));
        // What systemd sets again when it reloads is what update set.
        Command.Run("systemctl", ["daemon-reload"]).Succeeded();
        Assert.Equal("55", HostCgroups.Read(container, "pids.max"));
    }

    [SystemdFact]
    public void Update_of_a_cpu_quota_alone_keeps_the_period()
    {
        using Container container = new("sleep 1000");
        container.Linux["resources"] = JsonNode.Parse("""{"cpu":{"quota":20000,"period":50000}}""");
        container.Begin();
        RuntimeUnderTest.Run("update", "--cpu-quota", "10000", container.Id).Succeeded();
        Assert.Equal("200ms", Show(container, "CPUQuotaPerSecUSec"));
        Assert.Equal("10000 50000", HostCgroups.Read(container, "cpu.max"));
    }

    [SystemdFact]
    public void Annotations_become_properties_of_the_unit()
    {
        using Container container = new("sleep 1000");
        container.Config["annotations"] = JsonNode.Parse(
            """{"org.systemd.property.Description":"'a container of the tests'","org.systemd.property.TimeoutStopUSec":"uint64 123456789"}"""
        );
        container.Begin();
        Assert.Equal("a container of the tests", Show(container, "Description"));
        Assert.Equal("2min 3.456789s", Show(container, "TimeoutStopUSec"));
    }

    [SystemdFact]
    public void Delete_removes_the_unit()
    {
        using Container container = new Container("true").Begin();
        container.WaitFor("stopped");
        container.Delete().Succeeded();
        Wait.Until(() => Show(container, "LoadState") == "not-found", "removal of the unit");
    }

    [SystemdFact]
    public void A_scope_that_failed_does_not_keep_its_name()
    {
        using Container container = new("sleep 1000");
        for (int i = 0; i < 2; i++)
        {
            container.Begin();
            container.KillWith("KILL").Succeeded();
            container.WaitFor("stopped");
            container.Delete().Succeeded();
        }
    }

    [SystemdFact]
    public void Exec_joins_the_scope_and_pause_freezes_it()
    {
        using Container container = new Container("sleep 1000").Begin();
        Assert.Contains(container.Cgroup, container.Exec("cat", "/proc/self/cgroup").Succeeded().Text);
        RuntimeUnderTest.Run("pause", container.Id).Succeeded();
        Assert.Equal("paused", container.Status);
        Assert.Contains("frozen 1", HostCgroups.Read(container, "cgroup.events").Split('\n'));
        RuntimeUnderTest.Run("resume", container.Id).Succeeded();
        Assert.Equal("running", container.Status);
    }

    [SystemdFact]
    public void Default_rules_deny_a_device_that_was_not_asked_for()
    {
        using Container container = new("mknod /dev/mem c 1 1 && dd if=/dev/mem bs=1 count=1");
        Assert.Contains("Operation not permitted", container.Run().Error);
    }

    [SystemdFact]
    public void A_cgroupsPath_that_is_not_slice_prefix_name_is_refused()
    {
        using Container container = new("true");
        container.Linux["cgroupsPath"] = "/plain/path";
        container.Run().Failed("slice:prefix:name");
    }

    private static string Show(Container container, string property) =>
        Command
            .Run("systemctl", ["show", "--value", "--property", property, Path.GetFileName(container.Cgroup)])
            .Succeeded()
            .Text;
}

/// <summary>A test that needs systemd as the manager of cgroups v2; skipped elsewhere, with that reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SystemdFactAttribute : FactAttribute
{
    /// <param name="runcDiffers">How the reference runtime differs, if it does.</param>
    public SystemdFactAttribute(string? runcDiffers = null)
    {
        if (!RuntimeUnderTest.UsesSystemd) Skip = "CGROUP_MANAGER=systemd is not set (make vm-test does)";
        else Skip = RuncDiffers.Skip(runcDiffers);
    }
}
