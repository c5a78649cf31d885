using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cgroups;

/// <summary><c>events</c>: runc's envelope and member names, since collectors of metrics read them.</summary>
public sealed class Verbs_Events
{
    [LimitsFact]
    public void Events_stats_are_the_kernels_numbers()
    {
        using Container container = Busy();
        JsonNode data = Stats(container);
        Assert.True((ulong)data["cpu"]!["usage"]!["total"]! > 0);
        Assert.Equal(67108864UL, (ulong)data["memory"]!["usage"]!["limit"]!);
        Assert.InRange((ulong)data["memory"]!["usage"]!["usage"]!, 1UL, 67108864UL);
        Assert.NotEmpty((JsonObject)data["memory"]!["raw"]!);
        Assert.Equal(20UL, (ulong)data["pids"]!["limit"]!);
        Assert.InRange((ulong)data["pids"]!["current"]!, 1UL, 5UL);
        Assert.NotNull(data["blkio"]);
        Assert.NotNull(data["hugetlb"]);
    }

    [V1Fact]
    public void Events_stats_of_v1_have_each_cpu_and_the_cpuset()
    {
        using Container container = Busy();
        JsonNode data = Stats(container);
        Assert.Equal(
            (ulong)data["cpu"]!["usage"]!["total"]! > 0,
            data["cpu"]!["usage"]!["percpu"]!.AsArray().Count > 0
        );
        Assert.NotEmpty(data["cpuset"]!["cpus"]!.AsArray());
        Assert.Equal(1, (int)data["cpuset"]!["sched_load_balance"]!);
    }

    [Fact]
    public void Events_without_a_container_is_an_error() =>
        RuntimeUnderTest.Run("events", "--stats", "no-such-container").Failed("does not exist");

    [Fact]
    public void Events_of_a_stopped_container_is_an_error()
    {
        using var container = new Container("true");
        container.Create().Succeeded();
        container.Start().Succeeded();
        container.WaitFor("stopped");
        RuntimeUnderTest.Run("events", "--stats", container.Id).Failed("is not running");
    }

    [LimitsFact("runc takes one container")]
    public void Events_reads_several_containers_in_one_call()
    {
        using Container first = Busy();
        using Container second = Busy();
        Assert.Equal([second.Id, first.Id], Ids(RuntimeUnderTest.Run("events", "--stats", second.Id, first.Id)));
        IEnumerable<string> all = Ids(RuntimeUnderTest.Run("events", "--stats", "--all"));
        Assert.Subset(new HashSet<string>(all), new HashSet<string> { first.Id, second.Id });
    }

    [LimitsFact("runc takes one container")]
    public void Events_of_several_containers_prints_the_others_if_one_cannot_be_read()
    {
        using Container container = Busy();
        Command result = RuntimeUnderTest
            .Run("events", "--stats", "no-such-container", container.Id)
            .Failed("does not exist");
        Assert.Equal(container.Id, (string)JsonNode.Parse(result.Output.Trim())!["id"]!);
    }

    [RuncDiffersFact("runc has no --cgroup-manager")]
    public void Events_works_for_a_container_without_a_cgroup()
    {
        using var container = new Container("sleep 1000");
        container.WriteConfig();
        Command
            .Run(
                RuntimeUnderTest.Binary,
                [
                    "--root",
                    TestRun.StateRoot,
                    "--cgroup-manager",
                    "disabled",
                    "create",
                    "--bundle",
                    container.Bundle,
                    container.Id,
                ]
            )
            .Succeeded();
        container.Start().Succeeded();
        JsonNode data = Stats(container);
        Assert.Equal(0, (int)data["cpu"]!["usage"]!["kernel"]!);
        Assert.Empty(data["pids"]!.AsObject());
    }

    [LimitsFact]
    public void Events_names_are_those_that_collectors_read()
    {
        using Container container = Busy();
        JsonNode data = Stats(container);
        Assert.Equal(
            ["cpu", "cpuset", "memory", "pids", "blkio", "hugetlb", "intel_rdt", "network_interfaces"],
            data.AsObject().Select(member => member.Key));
        Assert.Contains("sched_relax_domain_level", data["cpuset"]!.AsObject().Select(member => member.Key));
        Assert.Equal(67108864L, (long)data["memory"]!["usage"]!["limit"]!);
        Assert.True((long)data["memory"]!["usage"]!["usage"]! > 0);
        Assert.True(data["memory"]!["raw"]!.AsObject().Count > 10);
        Assert.Equal(20, (int)data["pids"]!["limit"]!);
    }

    [LimitsTheory]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("soon")]
    public void Events_with_a_wrong_interval_is_an_error(string interval)
    {
        using Container container = Busy();
        RuntimeUnderTest.Run("events", $"--interval={interval}", container.Id).Failed("interval");
    }

    [LimitsFact("runc 1.1 goes on until the cgroup is removed")]
    public void Events_prints_a_line_each_interval_until_the_container_ends()
    {
        using Container container = Busy();
        string stem = Path.Combine(container.Bundle, "events");
        using System.Diagnostics.Process events = Start(container, stem, "100ms");
        WaitFor(stem + ".out", text => text.Split('\n').Length > 3);
        container.KillWith("KILL").Succeeded();
        Assert.True(events.WaitForExit(30_000));
        Assert.Equal(0, events.ExitCode);
        foreach (string line in File.ReadAllLines(stem + ".out"))
            Assert.Equal("stats", (string)JsonNode.Parse(line)!["type"]!);
    }

    [LimitsFact]
    public void Events_prints_an_oom_event()
    {
        using var container = new Container(
            "while [ ! -e /home/go ]; do sleep 0.05; done; dd if=/dev/zero of=/dev/null bs=60M count=1; sleep 100"
        );
        container.Linux["resources"] = JsonNode.Parse("""{"memory":{"limit":20971520,"swap":20971520}}""");
        container.Create().Succeeded();
        container.Start().Succeeded();
        string stem = Path.Combine(container.Bundle, "events");
        using System.Diagnostics.Process events = Start(container, stem, "200ms");
        // once there are numbers, it watches
        WaitFor(stem + ".out", text => text.Contains("\"stats\"", StringComparison.Ordinal));
        File.WriteAllText(container.InRootfs("home/go"), "");
        WaitFor(stem + ".out", text =>
            text.Contains($$"""{"type":"oom","id":"{{container.Id}}"}""", StringComparison.Ordinal)
        );
        container.Delete("--force").Succeeded();
        Assert.True(events.WaitForExit(30_000));
    }

    private static System.Diagnostics.Process Start(Container container, string stem, string interval) =>
        Command.Start(
            RuntimeUnderTest.Binary,
            ["--root", TestRun.StateRoot, "events", "--interval", interval, container.Id],
            stem
        );

    private static void WaitFor(string file, Func<string, bool> found)
    {
        string Written() => File.Exists(file) ? File.ReadAllText(file) : "";
        Wait.Until(() => found(Written()), "event that is looked for", Written);
    }

    private static Container Busy()
    {
        var container = new Container(
            "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo ready >/home/ready; sleep 100"
        );
        container.Linux["resources"] = JsonNode.Parse("""{"memory":{"limit":67108864},"pids":{"limit":20}}""");
        container.Create().Succeeded();
        container.Start().Succeeded();
        Container.WaitForText(container.InRootfs("home/ready"));
        return container;
    }

    private static JsonNode Stats(Container container)
    {
        JsonNode line = JsonNode.Parse(
            Assert.Single(RuntimeUnderTest.Run("events", "--stats", container.Id).Succeeded().Lines)
        )!;
        Assert.Equal("stats", (string)line["type"]!);
        Assert.Equal(container.Id, (string)line["id"]!);
        return line["data"]!;
    }

    private static IEnumerable<string> Ids(Command events) =>
        events.Succeeded().Lines.Select(line => (string)JsonNode.Parse(line)!["id"]!);

    /// <summary>In a user namespace of the test's own, whose limit is its own.</summary>
    [V2Theory("memory", "runc tells the errno alone")]
    [InlineData("instances", "inotify_init1", "too many open files (EMFILE)")]
    [InlineData("watches", "watch", "no space left on device (ENOSPC)")]
    public void Events_without_inotify_names_the_limit_that_is_reached(string limit, string operation, string error)
    {
        using var container = new Container("sleep 100");
        container.Begin();
        string script = $"echo 0 >/proc/sys/user/max_inotify_{limit}; exec \"$@\"";
        Command command = Command.Run(
            "/usr/bin/unshare",
            ["--user", "--map-root-user", "sh", "-ec", script, "sh", RuntimeUnderTest.Binary, .. RuntimeUnderTest.Global,
                "events", container.Id]);
        Assert.Equal(
            $"ocirun: {operation} `{HostCgroups.Root}{container.Cgroup}/memory.events`: {error} (the user has as many "
                + $"inotify {limit} as the sysctl user.max_inotify_{limit} allows: 0)\n",
            command.Error);
    }
}
