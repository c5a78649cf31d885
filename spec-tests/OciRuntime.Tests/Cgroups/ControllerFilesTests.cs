using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using OciRuntime.Cgroups;
using OciRuntime.Config;
using OciRuntime.Native;

namespace OciRuntime.Tests.Cgroups;

/// <summary>
/// What each member of linux.resources writes to which file, tried on plain files: few hosts have all controllers. That
/// the kernel takes it is for the spec tests, ConfigLinux_Resources and Verbs_Update.
/// </summary>
public sealed class ControllerFilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ocirun-controllers-").FullName;

    public void Dispose() => Directory.Delete(_directory, true);

    [Theory]
    [InlineData(
        """{"hugepageLimits":[{"pageSize":"2MB","limit":4194304}]}""",
        "hugetlb.2MB.limit_in_bytes=4194304 hugetlb.2MB.rsvd.limit_in_bytes=4194304"
    )]
    [InlineData("""{"network":{"classID":1048577}}""", "net_cls.classid=1048577")]
    [InlineData("""{"network":{"priorities":[{"name":"eth0","priority":5}]}}""", "net_prio.ifpriomap=eth0 5")]
    [InlineData(
        """{"rdma":{"mlx5_1":{"hcaHandles":3,"hcaObjects":10000}}}""",
        "rdma.max=mlx5_1 hca_handle=3 hca_object=10000"
    )]
    [InlineData("""{"rdma":{"mlx5_1":{"hcaObjects":7}}}""", "rdma.max=mlx5_1 hca_object=7")]
    [InlineData(
        """{"cpu":{"realtimeRuntime":9000,"realtimePeriod":100000}}""",
        "cpu.rt_runtime_us=9000 cpu.rt_period_us=100000"
    )]
    [InlineData("""{"cpu":{"shares":100,"idle":1}}""", "cpu.idle=1")]
    [InlineData("""{"cpu":{"quota":-1,"burst":0}}""", "cpu.cfs_quota_us=-1 cpu.cfs_burst_us=0")]
    [InlineData(
        """{"blockIO":{"leafWeight":300,"weightDevice":[{"major":8,"minor":0,"leafWeight":500}]}}""",
        "blkio.leaf_weight=300 blkio.leaf_weight_device=8:0 500"
    )]
    [InlineData(
        """{"blockIO":{"weight":300,"weightDevice":[{"major":8,"minor":16,"weight":50}]}}""",
        "blkio.bfq.weight=300 blkio.bfq.weight_device=8:16 50"
    )]
    [InlineData(
        """{"blockIO":{"throttleReadIOPSDevice":[{"major":8,"minor":0,"rate":600}]}}""",
        "blkio.throttle.read_iops_device=8:0 600"
    )]
    [InlineData(
        """{"memory":{"kernel":1048576,"kernelTCP":1048576,"useHierarchy":true}}""",
        "memory.kmem.tcp.limit_in_bytes=1048576"
    )]
    [InlineData("""{"memory":{"disableOOMKiller":false,"swappiness":0}}""", "memory.oom_control=0 memory.swappiness=0")]
    [InlineData("""{"memory":{"limit":-1}}""", "memory.memsw.limit_in_bytes=-1 memory.limit_in_bytes=-1")]
    [InlineData("""{"pids":{"limit":0}}""", "pids.max=1")]
    public void Each_resource_becomes_writes_of_v1(string resources, string files) =>
        Writes(resources, files, writer => OciRuntime.Cgroups.V1.Limits.Apply(writer, Everywhere(), Parse(resources)));

    [Theory]
    [InlineData("""{"hugepageLimits":[{"pageSize":"1GB","limit":0}]}""", "hugetlb.1GB.max=0 hugetlb.1GB.rsvd.max=0")]
    [InlineData("""{"rdma":{"mlx5_1":{"hcaHandles":3}}}""", "rdma.max=mlx5_1 hca_handle=3")]
    [InlineData("""{"cpu":{"shares":1024,"idle":1}}""", "cpu.idle=1")]
    [InlineData("""{"cpu":{"quota":20000,"period":50000,"burst":1000}}""", "cpu.max=20000 50000 cpu.max.burst=1000")]
    [InlineData("""{"cpu":{"quota":-1,"period":50000}}""", "cpu.max=max 50000")]
    [InlineData("""{"cpu":{"cpus":"0-1","mems":"0"}}""", "cpuset.cpus=0-1 cpuset.mems=0")]
    [InlineData(
        """{"memory":{"limit":1000,"swap":3000,"reservation":500}}""",
        "memory.max=1000 memory.swap.max=2000 memory.low=500"
    )]
    [InlineData("""{"memory":{"limit":-1}}""", "memory.max=max memory.swap.max=max")]
    [InlineData(
        """{"blockIO":{"weight":300,"weightDevice":[{"major":8,"minor":16,"weight":50}]}}""",
        "io.weight=2930 io.weight=8:16 405"
    )]
    [InlineData("""{"blockIO":{"throttleWriteBpsDevice":[{"major":8,"minor":0,"rate":600}]}}""", "io.max=8:0 wbps=600")]
    [InlineData("""{"blockIO":{"throttleReadIOPSDevice":[{"major":8,"minor":0,"rate":0}]}}""", "io.max=8:0 riops=max")]
    [InlineData("""{"pids":{"limit":-1}}""", "pids.max=max")]
    [InlineData(
        """{"unified":{"memory.high":"1000","io.latency":"8:0 target=75"}}""",
        "memory.high=1000 io.latency=8:0 target=75"
    )]
    public void Each_resource_becomes_writes_of_v2(string resources, string files) =>
        Writes(resources, files, writer => OciRuntime.Cgroups.V2.Limits.Apply(writer, _directory, Parse(resources)));

    [Theory]
    [InlineData(
        """{"unified":{"io.max":"8:0 rbps=5"}}""",
        "io.max",
        "8:16 rbps=1 wbps=max riops=max wiops=max\n",
        "8:0 rbps=max wbps=max riops=max wiops=max"
    )]
    [InlineData(
        """{"unified":{"io.max":"8:0 rbps=5"}}""",
        "io.max",
        "8:0 rbps=1 wbps=max riops=7 wiops=max\n",
        "8:0 rbps=1 wbps=max riops=7 wiops=max"
    )]
    [InlineData("""{"unified":{"io.weight":"default 7"}}""", "io.weight", "default 100\n8:0 50\n", "default 100")]
    [InlineData("""{"unified":{"cpu.max":"1000 5000"}}""", "cpu.max", "max 100000\n", "max 100000\n")]
    [InlineData("""{"unified":{"misc.max":"res_a 3"}}""", "misc.max", "", "res_a max")]
    [InlineData(
        """{"rdma":{"mlx5_1":{"hcaHandles":3}}}""",
        "rdma.max",
        "mlx4_0 hca_handle=2 hca_object=max\n",
        "mlx5_1 hca_handle=max hca_object=max"
    )]
    [InlineData(
        """{"blockIO":{"throttleReadBpsDevice":[{"major":8,"minor":0,"rate":9}]}}""",
        "io.max",
        "",
        "8:0 rbps=max"
    )]
    [InlineData("""{"blockIO":{"weight":300}}""", "io.weight", "default 100\n8:0 50\n", "100")]
    [InlineData("""{"memory":{"limit":1000}}""", "memory.max", "max\n", "max\n")]
    public void A_rollback_writes_what_the_kernel_takes_back(
        string resources,
        string file,
        string before,
        string undone
    ) =>
        RollsBack(file, before, undone, writer =>
            OciRuntime.Cgroups.V2.Limits.Apply(writer, _directory, Parse(resources))
        );

    [Theory]
    [InlineData(
        """{"blockIO":{"weightDevice":[{"major":8,"minor":0,"weight":300}]}}""",
        "blkio.bfq.weight_device",
        "default 100\n",
        "8:0 default"
    )]
    [InlineData(
        """{"blockIO":{"weightDevice":[{"major":8,"minor":0,"weight":300}]}}""",
        "blkio.bfq.weight_device",
        "default 100\n8:0 50\n",
        "8:0 50"
    )]
    [InlineData(
        """{"blockIO":{"throttleReadBpsDevice":[{"major":8,"minor":0,"rate":9}]}}""",
        "blkio.throttle.read_bps_device",
        "",
        "8:0 0"
    )]
    public void A_rollback_on_v1_writes_what_the_kernel_takes_back(
        string resources,
        string file,
        string before,
        string undone
    ) =>
        RollsBack(file, before, undone, writer =>
            OciRuntime.Cgroups.V1.Limits.Apply(writer, Everywhere(), Parse(resources))
        );

    private void RollsBack(string file, string before, string undone, Action<CgroupWriter> apply)
    {
        string path = Path.Combine(_directory, file);
        File.WriteAllText(path, before);
        CgroupWriter writer = new(undoable: true);
        apply(writer);
        File.WriteAllText(path, "");
        writer.RollBack();
        Assert.Equal(undone, File.ReadAllText(path));
    }

    [Theory]
    [InlineData(
        """{"memory":{"limit":1000,"checkBeforeUpdate":true}}""",
        "memory.max",
        "/linux/resources/memory/limit"
    )]
    [InlineData(
        """{"memory":{"swap":1500,"checkBeforeUpdate":true}}""",
        "memory.swap.max",
        "/linux/resources/memory/swap"
    )]
    public void A_limit_below_what_is_used_is_refused_before_anything_is_written(
        string resources,
        string file,
        string pointer
    )
    {
        foreach (string name in (string[])["memory.max", "memory.swap.max"])
            File.WriteAllText(Path.Combine(_directory, name), "");
        File.WriteAllText(Path.Combine(_directory, "memory.current"), "2000\n");
        LinuxException error = Assert.Throws<LinuxException>(() =>
            OciRuntime.Cgroups.V2.Limits.Apply(new CgroupWriter(undoable: true), _directory, Parse(resources))
        );
        Assert.Equal(Errno.EBUSY, error.Errno);
        Assert.Contains("used now: 2000", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{_directory}/{file}", error.Message, StringComparison.Ordinal);
        Assert.Equal(pointer, error.Pointer);
        Assert.Equal("", File.ReadAllText(Path.Combine(_directory, "memory.max")));
    }

    [Fact]
    public void A_kill_that_fails_half_way_thaws_what_it_has_frozen()
    {
        File.WriteAllText(Path.Combine(_directory, "cgroup.freeze"), "0\n");
        using OciRuntime.Cgroups.V2.V2Manager manager = new(
            new CgroupRecord { Unified = true, Paths = { [""] = _directory } },
            mayLack: false,
            rootless: false
        );
        // There is no cgroup.events to wait on.
        Assert.Throws<LinuxException>(() => manager.Kill(15));
        Assert.StartsWith("0", File.ReadAllText(Path.Combine(_directory, "cgroup.freeze")), StringComparison.Ordinal);
    }

    /// <summary>Runs it on empty files of exactly the names that are expected: any other write fails.</summary>
    private void Writes(string resources, string expected, Action<CgroupWriter> apply)
    {
        List<(string Name, string Value)> files = [];
        foreach (string word in expected.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            // a word with a dot before its first = starts a file; others go on with its value
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && word[..equals].Contains('.', StringComparison.Ordinal))
                files.Add((word[..equals], word[(equals + 1)..]));
            else
                files[^1] = (files[^1].Name, files[^1].Value + " " + word);
        }
        foreach ((string name, _) in files) File.WriteAllText(Path.Combine(_directory, name), "");
        apply(new CgroupWriter(undoable: false));
        foreach (IGrouping<string, string> file in files.GroupBy(file => file.Name, file => file.Value))
            Assert.Equal(
                (resources, file.Key, file.Last()),
                (resources, file.Key, File.ReadAllText(Path.Combine(_directory, file.Key)))
            );
        Assert.Equal(
            files.Select(file => file.Name).Distinct().Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(_directory).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)
        );
    }

    private Dictionary<string, string> Everywhere() =>
        new[] { "cpuset", "cpu", "memory", "pids", "blkio", "hugetlb", "net_cls", "net_prio", "rdma" }.ToDictionary(
            name => name,
            _ => _directory
        );

    private static LinuxResources Parse(string resources) =>
        SpecReader.ParseResources(Encoding.UTF8.GetBytes(resources));
}
