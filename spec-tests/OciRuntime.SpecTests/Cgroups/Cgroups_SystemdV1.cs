using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;
using OciRuntime.Tests.Cgroups;

namespace OciRuntime.SpecTests.Cgroups;

/// <summary><c>--systemd-cgroup</c> on cgroup v1 and hybrid, with a peer that answers as systemd does.</summary>
public sealed class Cgroups_SystemdV1
{
    private const string NeedsSystemd = "runc asks first whether systemd is PID 1";

    [V1Theory(NeedsSystemd)]
    [InlineData("pid", "network", "ipc", "uts", "mount")]
    [InlineData("pid", "network", "ipc", "uts", "mount", "user")]
    [InlineData("pid", "network", "ipc", "uts", "mount", "cgroup")]
    public void A_container_with_a_cgroup_mount_sees_its_own_hierarchies(params string[] namespaces)
    {
        using var systemd = new FakeSystemd { Delay = 300 };
        using var container = new Container(
            "grep -c . /sys/fs/cgroup/pids/cgroup.procs; [ -e /sys/fs/cgroup/memory/memory.limit_in_bytes ] && echo "
            + "memory; mkdir /sys/fs/cgroup/pids/new || echo ro"
        );
        container.Linux["cgroupsPath"] = $"ocirunspec.slice:spec:{container.Id}";
        container.Linux["namespaces"] = Config.Namespaces(namespaces);
        if (namespaces.Contains("user"))
        {
            foreach (string mapping in (string[])["uidMappings", "gidMappings"])
                container.Linux[mapping] = new JsonArray(
                    new JsonObject
                    {
                        ["containerID"] = 0,
                        ["hostID"] = 0,
                        ["size"] = 65536,
                    }
                );
        }
        container.Add(Config.Mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro", "nosuid", "noexec", "nodev"));
        container.WriteConfig();
        Command run = Call(systemd, "run", "--bundle", container.Bundle, container.Id).Succeeded();
        Assert.Equal(["memory", "ro"], run.Lines[1..]);
        Assert.NotEqual("0", run.Lines[0]);
        Assert.Contains($"StartTransientUnit spec-{container.Id}.scope", systemd.Calls);
        Assert.Empty(container.FindLeftovers());
    }

    [V1Theory(NeedsSystemd)]
    [InlineData("inner", "/inner")]
    [InlineData("/deep/er/", "/deep/er")]
    [InlineData("", "")]
    public void An_annotation_puts_the_container_below_its_scope(string annotation, string below)
    {
        using var systemd = new FakeSystemd();
        using var container = new Container("sleep 1000");
        container.Linux["cgroupsPath"] = $"ocirunspec.slice:spec:{container.Id}";
        container.Config["annotations"] = new JsonObject { ["run.oci.systemd.subgroup"] = annotation };
        container.WriteConfig();
        Call(systemd, "create", "--bundle", container.Bundle, container.Id).Succeeded();
        Call(systemd, "start", container.Id).Succeeded();
        string scope = $"/ocirunspec.slice/spec-{container.Id}.scope{below}\n";
        string cgroups = File.ReadAllText($"/proc/{container.Pid}/cgroup");
        Assert.Contains($":memory:{scope}", cgroups, System.StringComparison.Ordinal);
        Assert.Contains($":name=systemd:{scope}", cgroups, System.StringComparison.Ordinal);
        Command exec = Call(systemd, "exec", container.Id, "cat", "/proc/self/cgroup").Succeeded();
        Assert.Contains($":pids:{scope}", exec.Output, System.StringComparison.Ordinal);
        Call(systemd, "delete", "--force", container.Id).Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [V1Theory(NeedsSystemd)]
    [InlineData("../out")]
    [InlineData("a/./b")]
    public void A_group_that_does_not_lie_below_the_scope_is_refused(string annotation)
    {
        using var systemd = new FakeSystemd();
        using var container = new Container("true");
        container.Linux["cgroupsPath"] = $"ocirunspec.slice:spec:{container.Id}";
        container.Config["annotations"] = new JsonObject { ["run.oci.systemd.subgroup"] = annotation };
        container.WriteConfig();
        Call(systemd, "run", "--bundle", container.Bundle, container.Id).Failed("is not a cgroup below the scope");
        Assert.Empty(container.FindLeftovers());
    }

    private static Command Call(FakeSystemd systemd, params IEnumerable<string> words) => Command.Run(
        RuntimeUnderTest.Binary,
        ["--root", TestRun.StateRoot, "--systemd-cgroup", .. words],
        environment: new Dictionary<string, string?> { ["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=" + systemd.Path });
}
