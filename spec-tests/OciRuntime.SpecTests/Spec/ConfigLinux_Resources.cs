using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>config-linux.md, "Control groups": the path, and limits read back from the kernel (cgroup v1 where it is mounted).</summary>
public sealed class ConfigLinux_Resources
{
    private static string Read(Container container, string controller, string file) =>
        File.ReadAllText($"/sys/fs/cgroup/{controller}{container.Cgroup}/{file}").Trim();

    private static Container Created(string resources)
    {
        var container = new Container("sleep 100");
        foreach ((string name, JsonNode? value) in JsonNode.Parse(resources)!.AsObject().ToArray()) container.Resources[name] = value!.DeepClone();
        container.Create().Succeeded();
        return container;
    }

    [Theory]
    [InlineData("{\"pids\":{\"limit\":20}}", "pids", "pids.max", "20")]
    [InlineData("{\"pids\":{\"limit\":-1}}", "pids", "pids.max", "max")]
    [InlineData("{\"memory\":{\"limit\":52428800}}", "memory", "memory.limit_in_bytes", "52428800")]
    [InlineData("{\"memory\":{\"limit\":52428800,\"swap\":104857600}}", "memory", "memory.memsw.limit_in_bytes", "104857600")]
    [InlineData("{\"memory\":{\"reservation\":33554432}}", "memory", "memory.soft_limit_in_bytes", "33554432")]
    [InlineData("{\"memory\":{\"swappiness\":7}}", "memory", "memory.swappiness", "7")]
    [InlineData("{\"cpu\":{\"shares\":512}}", "cpu", "cpu.shares", "512")]
    [InlineData("{\"cpu\":{\"quota\":50000,\"period\":100000}}", "cpu", "cpu.cfs_quota_us", "50000")]
    [InlineData("{\"cpu\":{\"quota\":50000,\"period\":200000}}", "cpu", "cpu.cfs_period_us", "200000")]
    [InlineData("{\"cpu\":{\"cpus\":\"0\"}}", "cpuset", "cpuset.cpus", "0")]
    [InlineData("{\"cpu\":{\"mems\":\"0\"}}", "cpuset", "cpuset.mems", "0")]
    public void A_limit_is_what_the_kernel_has(string resources, string controller, string file, string expected)
    {
        if (!File.Exists($"/sys/fs/cgroup/{controller}/cgroup.procs")) return; // a host without this v1 hierarchy
        if (file.Contains("memsw", StringComparison.Ordinal) && !File.Exists("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes")) return;
        using Container container = Created(resources);
        Assert.Equal(expected, Read(container, controller, file));
    }

    [Fact]
    public void CgroupsPath_that_is_absolute_is_below_each_hierarchys_root()
    {
        using var container = new Container("sleep 100");
        container.Linux["cgroupsPath"] = $"/ocirun-spec/deep/{container.Id}";
        container.Create().Succeeded();
        foreach (string line in File.ReadAllLines($"/proc/{container.Pid}/cgroup").Where(line => line.Contains("pids", StringComparison.Ordinal) || line.Contains(":memory:", StringComparison.Ordinal)))
            Assert.EndsWith($":/ocirun-spec/deep/{container.Id}", line, StringComparison.Ordinal);
        Assert.Contains(container.Pid.ToString(), Read(container, "pids", "cgroup.procs").Split('\n'));
    }

    [Fact]
    public void Without_cgroupsPath_the_id_names_it()
    {
        using var container = new Container("sleep 100");
        container.Linux.Remove("cgroupsPath");
        container.Create().Succeeded();
        Assert.Contains(container.Id, File.ReadAllText($"/proc/{container.Pid}/cgroup"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_relative_cgroupsPath_gets_the_same_place_every_time()
    {
        using var container = new Container("true");
        container.Linux["cgroupsPath"] = $"ocirun-spec-relative/{container.Id}";
        string[] places = new string[2];
        for (int i = 0; i < 2; i++)
        {
            container.Create().Succeeded();
            places[i] = File.ReadAllLines($"/proc/{container.Pid}/cgroup").First(line => line.Contains("pids", StringComparison.Ordinal));
            container.Delete("--force").Succeeded();
        }
        Assert.Equal(places[0], places[1]);
        Assert.Contains($"ocirun-spec-relative/{container.Id}", places[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_cgroupsPath_with_dots_stays_below_the_root()
    {
        using var container = new Container("sleep 100");
        container.Linux["cgroupsPath"] = $"/../../../ocirun-spec/../ocirun-spec/{container.Id}";
        if (container.Create().ExitCode != 0) return; // refusing it is as good
        Assert.EndsWith($"/ocirun-spec/{container.Id}", File.ReadAllLines($"/proc/{container.Pid}/cgroup").First(line => line.Contains("pids", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_pids_limit_holds()
    {
        using var container = new Container("for i in 1 2 3 4 5 6 7 8 9 10; do sleep 5 & done 2>&1; echo made");
        container.Resources["pids"] = new JsonObject { ["limit"] = 4 };
        Assert.Contains("can't fork", container.Run().Output + container.Run().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_the_kernel_refuses_is_an_error_that_names_it()
    {
        using var container = new Container("true");
        container.Resources["cpu"] = new JsonObject { ["cpus"] = "4000-5000" };
        container.Run().Failed("4000-5000");
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void Unified_on_v1_is_an_error()
    {
        if (!File.Exists("/sys/fs/cgroup/pids/cgroup.procs")) return;
        using var container = new Container("true");
        container.Resources["unified"] = new JsonObject { ["memory.max"] = "1000000" };
        container.Run().Failed("unified");
    }

    [Fact]
    public void A_cgroup_mount_shows_the_containers_own_cgroup()
    {
        using var container = new Container("cat /sys/fs/cgroup/pids/pids.max; grep -c . /sys/fs/cgroup/pids/cgroup.procs; (mkdir /sys/fs/cgroup/pids/x) 2>&1; true");
        if (!File.Exists("/sys/fs/cgroup/pids/cgroup.procs")) return;
        container.Resources["pids"] = new JsonObject { ["limit"] = 33 };
        container.Add(Config.Mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"));
        string[] lines = container.Output().Split('\n');
        Assert.Equal("33", lines[0]);
        Assert.Contains("Read-only file system", lines[2], StringComparison.Ordinal);
    }
}
