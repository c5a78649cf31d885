using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cgroups;

/// <summary>Scopes of systemd when something goes wrong: a clear error each, no hang, nothing left.</summary>
public sealed class Cgroups_SystemdFaults
{
    private const string Waits = "runc waits for systemd for ever";

    // seconds: twice as long as a verb waits for a systemd that is silent, on a slow machine
    private const int Patience = 120;

    [SystemdFact(Waits)]
    public void Create_fails_and_leaves_nothing_if_systemd_does_not_answer()
    {
        using var silent = new Silence();
        using Container container = Limited();
        container.WriteConfig();
        Command create = silent.Run("create", "--bundle", container.Bundle, container.Id).Failed("nobody answers");
        Assert.Contains(silent.Path, create.Error, StringComparison.Ordinal);
        Assert.Empty(container.FindLeftovers());
    }

    [SystemdFact(Waits)]
    public void Update_fails_and_is_undone_and_delete_works_if_systemd_does_not_answer()
    {
        using var silent = new Silence();
        using Container container = Limited().Begin();
        silent.Run("update", "--pids-limit", "55", container.Id).Failed("nobody answers");
        Assert.Equal("77", HostCgroups.Read(container, "pids.max"));
        silent.Run("delete", "--force", container.Id).Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [SystemdFact]
    public void A_runtime_killed_within_update_leaves_a_container_that_can_be_updated_and_deleted()
    {
        using Container container = Limited().Begin();
        string stem = Path.Combine(container.Bundle, "killed");
        for (int i = 0; i < 12; i++)
        {
            string[] update =
            [
                .. RuntimeUnderTest.Global,
                "update",
                "--pids-limit",
                $"{100 + i}",
                "--memory",
                $"{(80 + i) << 20}",
                container.Id,
            ];
            using Process process = Command.Start(RuntimeUnderTest.Binary, update, stem);
            Thread.Sleep(i * 20);
            process.Kill();
            process.WaitForExit();
        }
        RuntimeUnderTest.Run("update", "--pids-limit", "55", "--memory", "50331648", container.Id).Succeeded();
        Assert.Equal(
            ("55", "50331648"),
            (HostCgroups.Read(container, "pids.max"), HostCgroups.Read(container, "memory.max"))
        );
        Assert.Equal("running", container.Status);
        container.Delete("--force").Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [SystemdFact]
    public void Create_names_the_file_of_a_controller_that_does_not_exist()
    {
        using Container container = new("true");
        container.Linux["resources"] = JsonNode.Parse("""{"unified":{"nonesuch.max":"1"}}""");
        container.Create().Failed("nonesuch");
        Assert.Empty(container.FindLeftovers());
    }

    [SystemdFact]
    public void A_limit_that_the_kernel_refuses_leaves_no_scope()
    {
        using Container container = new("true");
        container.Linux["resources"] = JsonNode.Parse("""{"unified":{"memory.oom.group":"5"}}""");
        container.Create().Failed("memory.oom.group");
        Assert.Empty(container.FindLeftovers());
        string unit = Path.GetFileName(container.Cgroup);
        Assert.NotEqual(
            "failed",
            Command.Run("systemctl", ["show", "--value", "--property", "ActiveState", unit]).Succeeded().Text
        );
    }

    [SystemdFact]
    public void A_scope_that_somebody_stops_is_a_stopped_container()
    {
        using Container container = Limited();
        container.Script = "trap exit TERM; while :; do sleep 0.1; done";
        container.Begin();
        Command.Run("systemctl", ["stop", Path.GetFileName(container.Cgroup)]).Succeeded();
        container.WaitFor("stopped");
        RuntimeUnderTest.Run("update", "--pids-limit", "55", container.Id).Failed("container not running");
        container.Delete().Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [SystemdFact]
    public void A_scope_name_that_ends_in_slice_is_refused()
    {
        using Container container = new("true");
        container.Linux["cgroupsPath"] = $"ocirunspec.slice:spec:{container.Id}.slice";
        container.Create().Failed(".slice");
        Assert.Empty(container.FindLeftovers());
    }

    [SystemdFact]
    public void Device_rules_outlast_a_reload()
    {
        using Container container = new("sleep 1000");
        // a device that nobody has: what may be opened is not there, what may not is forbidden
        container.Resources["devices"] = JsonNode.Parse(
            """[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":235,"minor":11,"access":"r"}]"""
        );
        container.Begin();
        Command.Run("systemctl", ["daemon-reload"]).Succeeded();
        Assert.Contains("No such device", Open("235 11"), StringComparison.Ordinal);
        Assert.Contains("Operation not permitted", Open("235 12"), StringComparison.Ordinal);
        RuntimeUnderTest.Run("update", "--pids-limit", "55", container.Id).Succeeded();
        Assert.Contains("Operation not permitted", Open("235 12"), StringComparison.Ordinal);

        string Open(string numbers) =>
            container
                .Exec("sh", "-c", $"rm -f /dev/d; mknod /dev/d c {numbers} && read -r line </dev/d")
                .Failed("/dev/d")
                .Error;
    }

    private static Container Limited()
    {
        var container = new Container("sleep 1000");
        container.Linux["resources"] = JsonNode.Parse("""{"memory":{"limit":67108864},"pids":{"limit":77}}""");
        return container;
    }

    /// <summary>A bus where connections are taken and nothing is said.</summary>
    private sealed class Silence : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        public Silence()
        {
            Path = Directory.CreateTempSubdirectory("ocirun-silent-").FullName + "/bus";
            _listener.Bind(new UnixDomainSocketEndPoint(Path));
            _listener.Listen(64);
        }

        public string Path { get; }

        /// <summary>Runs a verb that finds its systemd here.</summary>
        public Command Run(params IEnumerable<string> words) =>
            Command.Run(
                RuntimeUnderTest.Binary,
                [.. RuntimeUnderTest.Global, .. words],
                environment: new Dictionary<string, string?> { ["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=" + Path },
                seconds: Patience
            );

        public void Dispose()
        {
            _listener.Dispose();
            Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
        }
    }
}
