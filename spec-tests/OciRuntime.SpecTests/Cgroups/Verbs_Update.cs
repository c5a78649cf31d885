using System;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cgroups;

/// <summary><c>update</c>: what it names changes, the rest stays, and a refused value undoes the others.</summary>
public sealed class Verbs_Update
{
    private static string Memory => HostCgroups.IsUnified ? "memory.max" : "memory.limit_in_bytes";

    [LimitsFact]
    public void Each_update_option_changes_the_limit_that_it_names()
    {
        using Container container = Limited();
        Update(container, "--memory", "48m", "--pids-limit", "33").Succeeded();
        Assert.Equal("50331648", HostCgroups.Read(container, Memory));
        Assert.Equal("33", HostCgroups.Read(container, "pids.max"));
        Assert.Equal(
            HostCgroups.IsUnified ? "20000 50000" : "20000",
            HostCgroups.Read(container, HostCgroups.IsUnified ? "cpu.max" : "cpu.cfs_quota_us")
        );
    }

    [V1Theory]
    [InlineData("--cpu-share", "333", "cpu.shares", "333")]
    [InlineData("--cpu-quota", "30000", "cpu.cfs_quota_us", "30000")]
    [InlineData("--cpu-quota", "-1", "cpu.cfs_quota_us", "-1")]
    [InlineData("--cpu-period", "80000", "cpu.cfs_period_us", "80000")]
    [InlineData("--cpuset-cpus", "0", "cpuset.cpus", "0")]
    [InlineData("--blkio-weight", "444", "blkio.bfq.weight", "444")]
    [InlineData("--memory-reservation", "16m", "memory.soft_limit_in_bytes", "16777216")]
    [InlineData("--pids-limit", "-1", "pids.max", "max")]
    [InlineData("--cpu-rt-period", "400000", "cpu.rt_period_us", "400000")]
    [InlineData("--cpuset-mems", "0", "cpuset.mems", "0")]
    [InlineData("--memory", "-1", "memory.limit_in_bytes", "9223372036854771712")]
    [InlineData("--memory", "-1", "memory.memsw.limit_in_bytes", "9223372036854771712")]
    [InlineData("--memory-swap", "-1", "memory.memsw.limit_in_bytes", "9223372036854771712")]
    [InlineData("--memory-swap", "96m", "memory.memsw.limit_in_bytes", "100663296")]
    [InlineData("--kernel-memory", "16m", "memory.limit_in_bytes", "67108864")]
    [InlineData("--cpu-rt-runtime", "0", "cpu.rt_runtime_us", "0")]
    public void Each_update_option_of_v1_changes_its_file(string option, string value, string file, string kernel)
    {
        using Container container = Limited();
        Update(container, option, value).Succeeded();
        Assert.Equal(kernel, HostCgroups.Read(container, file));
    }

    [V1Theory("runc 1.1 sets neither burst nor idle")]
    [InlineData("--cpu-burst", "5000", "cpu.cfs_burst_us", "5000")]
    [InlineData("--cpu-idle", "1", "cpu.idle", "1")]
    [InlineData("--cpu-idle", "0", "cpu.idle", "0")]
    public void Each_newer_update_option_of_v1_changes_its_file(string option, string value, string file, string kernel)
    {
        using Container container = Limited();
        Update(container, option, value).Succeeded();
        Assert.Equal(kernel, HostCgroups.Read(container, file));
    }

    [V1Theory("it updates neither")]
    [InlineData("""{"memory":{"swappiness":11}}""", "memory.swappiness", "11")]
    [InlineData("""{"memory":{"disableOOMKiller":true}}""", "memory.oom_control", "oom_kill_disable 1")]
    public void Update_changes_limits_that_only_v1_has(string resources, string file, string kernel) =>
        Each_member_of_the_resources_file_changes_its_file_of_v1(resources, file, kernel);

    [V1Theory]
    [InlineData("""{"hugepageLimits":[]}""", "pids.max", "20")]
    [InlineData("""{"devices":[{"allow":false,"access":"rwm"}],"pids":{"limit":9}}""", "pids.max", "9")]
    [InlineData(
        """{"memory":{"limit":33554432,"swap":33554432,"checkBeforeUpdate":true}}""",
        "memory.memsw.limit_in_bytes",
        "33554432"
    )]
    public void Each_member_of_the_resources_file_changes_its_file_of_v1(string resources, string file, string kernel)
    {
        using Container container = Limited();
        Update(container, "-r", container.HostFile("limits.json", resources)).Succeeded();
        Assert.Equal(kernel, HostCgroups.Read(container, file).Split('\n')[0]);
    }

    [V1Theory("1.1 reads no throttles at update")]
    [InlineData("throttleReadBpsDevice", "blkio.throttle.read_bps_device")]
    [InlineData("throttleWriteBpsDevice", "blkio.throttle.write_bps_device")]
    [InlineData("throttleReadIOPSDevice", "blkio.throttle.read_iops_device")]
    [InlineData("throttleWriteIOPSDevice", "blkio.throttle.write_iops_device")]
    public void Update_sets_and_removes_a_throttle(string member, string file)
    {
        using Container container = Limited();
        string disk = HostCgroups.AnyDisk;
        Throttle(container, member, disk, 654321).Succeeded();
        Assert.Equal($"{disk} 654321", HostCgroups.Read(container, file));
        Throttle(container, member, disk, 0).Succeeded();
        Assert.Equal("", HostCgroups.Read(container, file));
    }

    private static Command Throttle(Container container, string member, string disk, int rate) =>
        Update(
            container,
            "-r",
            container.HostFile(
                "limits.json",
                $$$"""{"blockIO":{"{{{member}}}":[{"major":{{{disk.Split(':')[0]}}},"minor":{{{disk.Split(':')[1]}}},"rate":{{{rate}}}}]}}"""
            )
        );

    [LimitsFact("runc 1.1 does not know idle")]
    public void Update_of_an_idle_container_accepts_its_own_shares()
    {
        using Container container = Limited();
        string file = container.HostFile("limits.json", """{"cpu":{"shares":512,"idle":1},"pids":{"limit":9}}""");
        // engines send all of linux.resources again
        for (int i = 0; i < 2; i++) Update(container, "-r", file).Succeeded();
        Assert.Equal("1", HostCgroups.Read(container, "cpu.idle"));
    }

    [LimitsFact]
    public void Update_reads_a_pids_limit_of_0_as_the_containers_config_does()
    {
        // Before 1.3 it was no limit; Podman sends it with every update of a container that has none.
        using var container = new Container("sleep 100");
        container.Resources["pids"] = new JsonObject { ["limit"] = 0 };
        container.Begin();
        string file = container.HostFile("resources.json", """{"cpu":{"shares":300},"pids":{"limit":0}}""");
        RuntimeUnderTest.Run("update", "--resources", file, container.Id).Succeeded();
        Assert.Equal("max", HostCgroups.Read(container, "pids.max"));
    }

    [LimitsFact("runc 1.1 has the options and a host without Intel RDT; the sentences are those of 1.2")]
    public void Update_of_intel_rdt_schemas_without_resctrl_is_refused()
    {
        using Container container = Limited();
        Update(container, "--l3-cache-schema", "L3:0=f").Failed("l3 cache schema is not enabled");
        Update(container, "--mem-bw-schema", "MB:0=20").Failed("memory bandwidth schema is not enabled");
    }

    [V1Fact("runc never updates device rules")]
    public void Update_changes_device_rules_only_if_they_differ_from_the_config()
    {
        const string Config =
            """{"devices":[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":10,"minor":229,"access":"rw"}]}""";
        using var container = new Container("sleep 100");
        container.Linux["resources"] = JsonNode.Parse(Config);
        container.Create().Succeeded();
        string allow = HostCgroups.DirectoryOf(container, "devices") + "/devices.allow";
        // what a plugin does after create
        System.IO.File.WriteAllText(allow, "c 195:0 rw");
        Update(container, "-r", container.HostFile("limits.json", Config)).Succeeded();
        Assert.Contains("c 195:0 rw", HostCgroups.Read(container, "devices.list"), StringComparison.Ordinal);
        Update(
                container,
                "-r",
                container.HostFile(
                    "limits.json",
                    """{"devices":[{"allow":true,"type":"c","major":10,"minor":228,"access":"rw"}]}"""
                )
            )
            .Succeeded();
        Assert.Contains("c 10:228 rw", HostCgroups.Read(container, "devices.list"), StringComparison.Ordinal);
        Assert.DoesNotContain("c 195:0", HostCgroups.Read(container, "devices.list"), StringComparison.Ordinal);
        Update(container, "-r", container.HostFile("limits.json", Config)).Succeeded();
        Assert.Contains("c 10:229 rw", HostCgroups.Read(container, "devices.list"), StringComparison.Ordinal);
        Assert.DoesNotContain("c 10:228", HostCgroups.Read(container, "devices.list"), StringComparison.Ordinal);
    }

    [LimitsFact]
    public void Update_of_a_stopped_container_is_an_error()
    {
        using var container = new Container("true");
        container.Begin().WaitFor("stopped");
        Update(container, "--pids-limit", "5").Failed("not running");
    }

    [LimitsFact]
    public void Update_with_an_empty_value_changes_nothing()
    {
        using Container container = Limited();
        Update(container, "--memory", "", "--cpuset-cpus", "").Succeeded();
        Assert.Equal("67108864", HostCgroups.Read(container, Memory));
    }

    [LimitsTheory]
    [InlineData(32, 64)]
    [InlineData(256, 512)]
    [InlineData(32, 32)]
    public void Update_moves_memory_and_swap_up_and_down_together(int limit, int swap)
    {
        using Container container = Limited();
        Update(container, "--memory", $"{limit}m", "--memory-swap", $"{swap}m").Succeeded();
        Assert.Equal($"{limit << 20}", HostCgroups.Read(container, Memory));
        int file = HostCgroups.IsUnified ? swap - limit : swap;
        Assert.Equal(
            $"{file << 20}",
            HostCgroups.Read(container, HostCgroups.IsUnified ? "memory.swap.max" : "memory.memsw.limit_in_bytes")
        );
    }

    [LimitsTheory]
    [InlineData("-r")]
    [InlineData("--resources")]
    public void Update_with_a_resources_file_changes_what_the_file_names(string option)
    {
        using Container container = Limited();
        string file = container.HostFile("limits.json", """{"pids":{"limit":55},"memory":{}}""");
        Update(container, option, file).Succeeded();
        Assert.Equal("55", HostCgroups.Read(container, "pids.max"));
        Assert.Equal("67108864", HostCgroups.Read(container, Memory));
    }

    [LimitsFact]
    public void Update_reads_resources_from_standard_input()
    {
        using Container container = Limited();
        string file = container.HostFile("limits.json", """{"pids":{"limit":44}}""");
        Command
            .Run(
                RuntimeUnderTest.Binary,
                ["--root", TestRun.StateRoot, "update", "--resources", "-", container.Id],
                input: file
            )
            .Succeeded();
        Assert.Equal("44", HostCgroups.Read(container, "pids.max"));
    }

    [LimitsFact("runc 1.1 leaves what it wrote before the refused value")]
    public void Update_undoes_all_values_if_one_is_refused()
    {
        using Container container = Limited();
        string before = Everything(container);
        string refused = HostCgroups.IsUnified
            ? """{"pids":{"limit":5},"memory":{"limit":33554432},"hugepageLimits":[{"pageSize":"3MB","limit":1}]}"""
            : """{"cpu":{"shares":7,"quota":11000,"period":22000},"memory":{"limit":33554432},"pids":{"limit":5},"blockIO":{"weight":100,"throttleReadBpsDevice":[{"major":4094,"minor":1,"rate":5}]}}""";
        Command result = Update(container, "-r", container.HostFile("limits.json", refused)).Failed();
        Assert.Contains(HostCgroups.IsUnified ? "hugetlb.3MB" : "4094:1 5", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, Everything(container));
    }

    [V1Fact("the sentence differs")]
    public void Update_refuses_a_limit_below_the_usage_and_names_the_usage()
    {
        using var container = new Container(
            "dd if=/dev/zero of=/tmp/fill bs=1M count=24 && echo ready >/home/ready && sleep 100"
        );
        container.Linux["resources"] = JsonNode.Parse("""{"memory":{"limit":67108864,"swap":67108864}}""");
        container.Add(Config.Mount("/tmp", "tmpfs", "tmpfs"));
        container.Create().Succeeded();
        container.Start().Succeeded();
        Container.WaitForText(container.InRootfs("home/ready"));
        Update(container, "--memory", "8m").Failed("used now: ");
        Assert.Equal("67108864", HostCgroups.Read(container, Memory));
    }

    [LimitsFact]
    public void Update_of_an_unknown_container_is_an_error() =>
        RuntimeUnderTest.Run("update", "--pids-limit", "5", "no-such-container").Failed("does not exist");

    [LimitsTheory]
    [InlineData("--memory", "12x")]
    [InlineData("--cpu-share", "many")]
    [InlineData("--cpu-quota", "1.5")]
    public void Update_with_a_value_that_is_no_number_is_an_error(string option, string value)
    {
        using Container container = Limited();
        Update(container, option, value).Failed("invalid value");
    }

    private static Container Limited()
    {
        var container = new Container("sleep 100");
        container.Linux["resources"] = JsonNode.Parse(
            """{"memory":{"limit":67108864,"swap":134217728},"cpu":{"quota":20000,"period":50000},"pids":{"limit":20}}"""
        );
        container.Create().Succeeded();
        return container;
    }

    private static Command Update(Container container, params string[] options) =>
        RuntimeUnderTest.Run(["update", .. options, container.Id]);

    private static string Everything(Container container) =>
        HostCgroups.IsUnified
            ? string.Join(
                ';',
                HostCgroups.Read(container, Memory),
                HostCgroups.Read(container, "pids.max"),
                HostCgroups.Read(container, "cpu.max")
            )
            : string.Join(
                ';',
                Array.ConvertAll(
                    [
                        "memory.limit_in_bytes",
                        "memory.memsw.limit_in_bytes",
                        "cpu.shares",
                        "cpu.cfs_quota_us",
                        "cpu.cfs_period_us",
                        "pids.max",
                        "blkio.bfq.weight",
                    ],
                    (string file) => HostCgroups.Read(container, file)
                )
            );

    [RuncDiffersFact("runc tells the first mistake alone, and no place")]
    public void Update_with_a_resources_file_tells_all_mistakes_of_type_and_value_with_their_places()
    {
        using Container container = Limited();
        string file = container.HostFile(
            "limits.json", """{"memory":{"limit":"64m"},"cpu":{"idle":7},"pids":{"limit":true}}""");
        Assert.Equal(
            "ocirun: invalid config: a string where a whole number belongs, at line 1, byte 20 "
                + "[config: /linux/resources/memory/limit]; `true` where a whole number belongs, at line 1, byte 60 "
                + "[config: /linux/resources/pids/limit]; 7 is out of range (0 or 1) [config: /linux/resources/cpu/idle]\n",
            Update(container, "--resources", file).Failed().Error);
    }
}
