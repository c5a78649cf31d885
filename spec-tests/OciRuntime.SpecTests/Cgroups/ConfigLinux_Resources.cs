using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cgroups;

/// <summary>config-linux.md, "Control groups": each limit of a config, read back from the kernel.</summary>
public sealed class ConfigLinux_Resources
{
    /// <summary>Limits of the controllers that this host has in cgroup v2.</summary>
    public static TheoryData<string, string, string> V2Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach ((string resources, string file, string value) in s_v2)
                if (HostCgroups.Has(file.Split('.')[0])) rows.Add(resources, file, value);
            return rows;
        }
    }

    private static readonly (string Resources, string File, string Value)[] s_v2 =
    [
        ("""{"memory":{"limit":67108864}}""", "memory.max", "67108864"),
        ("""{"memory":{"limit":67108864,"swap":134217728}}""", "memory.swap.max", "67108864"),
        ("""{"memory":{"limit":67108864,"swap":67108864}}""", "memory.swap.max", "0"),
        ("""{"memory":{"limit":-1}}""", "memory.max", "max"),
        ("""{"memory":{"reservation":33554432}}""", "memory.low", "33554432"),
        ("""{"cpu":{"quota":20000,"period":50000}}""", "cpu.max", "20000 50000"),
        ("""{"cpu":{"period":50000}}""", "cpu.max", "max 50000"),
        ("""{"cpu":{"quota":30000}}""", "cpu.max", "30000 100000"),
        ("""{"cpu":{"cpus":"0","mems":"0"}}""", "cpuset.cpus", "0"),
        ("""{"pids":{"limit":77}}""", "pids.max", "77"),
        ("""{"unified":{"memory.high":"50331648"}}""", "memory.high", "50331648"),
        ("""{"hugepageLimits":[{"pageSize":"2MB","limit":4194304}]}""", "hugetlb.2MB.max", "4194304"),
        ("""{"hugepageLimits":[{"pageSize":"2MB","limit":4194304}]}""", "hugetlb.2MB.rsvd.max", "4194304"),
        ("""{"unified":{"hugetlb.2MB.max":"6291456"}}""", "hugetlb.2MB.max", "6291456"),
        ("""{"memory":{"limit":67108864,"swap":-1}}""", "memory.swap.max", "max"),
        ("""{"memory":{"limit":0,"swap":0,"reservation":0}}""", "memory.max", "max"),
        ("""{"cpu":{"cpus":"0","mems":"0"}}""", "cpuset.mems", "0"),
        ("""{"pids":{"limit":-1}}""", "pids.max", "max"),
        ("""{"blockIO":{"weight":200}}""", "io.bfq.weight", "default 200"),
        ("""{"unified":{"cpu.max":"10000 40000","pids.max":"31"}}""", "cpu.max", "10000 40000"),
    ];

    [V1Theory]
    [InlineData("""{"memory":{"limit":67108864}}""", "memory.limit_in_bytes", "67108864")]
    [InlineData("""{"memory":{"limit":67108864,"swap":134217728}}""", "memory.memsw.limit_in_bytes", "134217728")]
    [InlineData("""{"memory":{"limit":67108864,"swap":67108864}}""", "memory.memsw.limit_in_bytes", "67108864")]
    [InlineData("""{"memory":{"limit":-1}}""", "memory.limit_in_bytes", "9223372036854771712")]
    [InlineData("""{"memory":{"reservation":33554432}}""", "memory.soft_limit_in_bytes", "33554432")]
    [InlineData("""{"memory":{"swappiness":7}}""", "memory.swappiness", "7")]
    [InlineData("""{"memory":{"disableOOMKiller":true}}""", "memory.oom_control", "oom_kill_disable 1")]
    [InlineData("""{"memory":{"disableOOMKiller":false}}""", "memory.oom_control", "oom_kill_disable 0")]
    [InlineData(
        """{"memory":{"kernel":33554432,"kernelTCP":33554432,"useHierarchy":true}}""",
        "memory.use_hierarchy",
        "1"
    )]
    [InlineData("""{"memory":{"limit":-1,"kernelTCP":-1}}""", "memory.kmem.tcp.limit_in_bytes", "9223372036854771712")]
    [InlineData("""{"cpu":{"shares":512}}""", "cpu.shares", "512")]
    [InlineData("""{"cpu":{"quota":20000,"period":50000}}""", "cpu.cfs_quota_us", "20000")]
    [InlineData("""{"cpu":{"quota":20000,"period":50000}}""", "cpu.cfs_period_us", "50000")]
    [InlineData("""{"cpu":{"period":50000}}""", "cpu.cfs_period_us", "50000")]
    [InlineData("""{"cpu":{"quota":-1}}""", "cpu.cfs_quota_us", "-1")]
    [InlineData("""{"cpu":{"realtimePeriod":500000}}""", "cpu.rt_period_us", "500000")]
    [InlineData("""{"cpu":{"cpus":"0","mems":"0"}}""", "cpuset.cpus", "0")]
    [InlineData("""{"cpu":{"cpus":"0","mems":"0"}}""", "cpuset.mems", "0")]
    [InlineData("""{"pids":{"limit":77}}""", "pids.max", "77")]
    [InlineData("""{"pids":{"limit":-1}}""", "pids.max", "max")]
    [InlineData("""{"blockIO":{"weight":200}}""", "blkio.bfq.weight", "200")]
    [InlineData("""{"memory":{"limit":67108864,"swap":-1}}""", "memory.memsw.limit_in_bytes", "9223372036854771712")]
    [InlineData("""{"memory":{"limit":67108864,"checkBeforeUpdate":true}}""", "memory.limit_in_bytes", "67108864")]
    [InlineData("""{"memory":{"limit":0,"swap":0,"reservation":0}}""", "memory.limit_in_bytes", "9223372036854771712")]
    [InlineData("""{"cpu":{"shares":0,"quota":0,"period":0}}""", "cpu.shares", "1024")]
    [InlineData("""{"cpu":{"realtimeRuntime":0}}""", "cpu.rt_runtime_us", "0")]
    [InlineData("""{"rdma":{},"hugepageLimits":[],"network":{"priorities":[]},"unified":{}}""", "cpu.shares", "1024")]
    public void Each_resource_is_written_to_its_file_of_v1(string resources, string file, string value) =>
        ReadsBack(resources, file, value);

    [V1Theory("runc 1.1 sets neither burst nor idle")]
    [InlineData("""{"cpu":{"quota":20000,"period":50000,"burst":1000}}""", "cpu.cfs_burst_us", "1000")]
    [InlineData("""{"cpu":{"idle":1}}""", "cpu.idle", "1")]
    [InlineData("""{"cpu":{"idle":0,"shares":100}}""", "cpu.shares", "100")]
    public void Each_resource_of_newer_specs_is_written_to_its_file_of_v1(
        string resources,
        string file,
        string value
    ) =>
        ReadsBack(resources, file, value);

    [V2Theory]
    [MemberData(nameof(V2Rows))]
    public void Each_resource_is_written_to_its_file_of_v2(string resources, string file, string value) =>
        ReadsBack(resources, file, value);

    [V2Theory("cpu", "runc 1.1 sets neither burst nor idle, and converts shares by the kernel's older formula")]
    [InlineData("""{"cpu":{"shares":1024}}""", "cpu.weight", "100")]
    [InlineData("""{"cpu":{"quota":20000,"period":50000,"burst":1000}}""", "cpu.max.burst", "1000")]
    [InlineData("""{"cpu":{"idle":1}}""", "cpu.idle", "1")]
    public void Each_resource_of_newer_specs_is_written_to_its_file_of_v2(
        string resources,
        string file,
        string value
    ) =>
        ReadsBack(resources, file, value);

    [V1Theory]
    [InlineData("throttleReadBpsDevice", "blkio.throttle.read_bps_device")]
    [InlineData("throttleWriteBpsDevice", "blkio.throttle.write_bps_device")]
    [InlineData("throttleReadIOPSDevice", "blkio.throttle.read_iops_device")]
    [InlineData("throttleWriteIOPSDevice", "blkio.throttle.write_iops_device")]
    public void Throttles_of_block_devices_are_written(string member, string file)
    {
        string disk = HostCgroups.AnyDisk;
        string[] numbers = disk.Split(':');
        ReadsBack(
            $"{{\"blockIO\":{{\"{member}\":[{{\"major\":{numbers[0]},\"minor\":{numbers[1]},\"rate\":123456}}]}}}}",
            file,
            $"{disk} 123456"
        );
    }

    [LimitsFact]
    public void Create_names_a_refused_limit_with_its_file_and_leaves_nothing()
    {
        using var container = new Container("true");
        Set(container, """{"cpu":{"cpus":"4095"}}""");
        Command result = container.Create().Failed("4095");
        Assert.Contains("cpuset.cpus", result.Error, System.StringComparison.Ordinal);
        Assert.Empty(container.FindLeftovers());
    }

    [RuncDiffersFact("runc 1.1 only warns")]
    public void Create_in_a_cgroup_with_processes_is_refused_and_leaves_it()
    {
        using var first = new Container("sleep 100");
        first.Create().Succeeded();
        using var second = new Container("true");
        second.Linux["cgroupsPath"] = (string)first.Linux["cgroupsPath"]!;
        second.Create().Failed("not empty");
        Assert.Equal("created", first.Status);
    }

    [RuncDiffersFact("runc 1.1 joins the hierarchy's root")]
    public void Create_in_the_root_of_the_hierarchy_is_refused()
    {
        using var container = new Container("true");
        container.Linux["cgroupsPath"] = "/";
        container.Create().Failed("cgroup");
    }

    [LimitsFact]
    public void The_pids_limit_holds()
    {
        using var container = new Container("for i in 1 2 3 4 5 6 7 8 9 10; do sleep 5 & done 2>&1; echo made");
        Set(container, """{"pids":{"limit":4}}""");
        Command result = container.Run();
        Assert.Contains("can't fork", result.Output + result.Error, System.StringComparison.Ordinal);
    }

    [V1Fact]
    public void Unified_on_v1_is_an_error()
    {
        using var container = new Container("true");
        Set(container, """{"unified":{"memory.max":"1000000"}}""");
        container.Run().Failed("unified");
    }

    private static void ReadsBack(string resources, string file, string value)
    {
        using var container = new Container("sleep 100");
        Set(container, resources);
        container.Create().Succeeded();
        Assert.Equal(value, HostCgroups.Read(container, file).Split('\n')[0]);
    }

    private static void Set(Container container, string resources) =>
        container.Linux["resources"] = JsonNode.Parse(resources);
}
