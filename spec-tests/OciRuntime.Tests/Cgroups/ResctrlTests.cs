using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using OciRuntime.Cgroups.Resctrl;
using OciRuntime.Config;
using OciRuntime.Native;

namespace OciRuntime.Tests.Cgroups;

/// <summary>
/// linux.intelRdt on a tree of plain files that stands in for resctrl: it has the kernel's files, and keeps what is
/// written.
/// </summary>
public sealed class ResctrlTests : IDisposable
{
    private const string Schemata = "    MB:0=100;1=100\n    L3:0=fff;1=fff\n";

    private readonly string _root = Directory.CreateTempSubdirectory("ocirun-resctrl-").FullName;

    public ResctrlTests()
    {
        Write("schemata", Schemata);
        Write("tasks", "");
        Write("info/L3/cbm_mask", "fff\n");
        Write("info/L3/min_cbm_bits", "2\n");
        Write("info/L3/num_closids", "16\n");
        Write("info/MB/bandwidth_gran", "10\n");
        Write("info/MB/delay_linear", "1\n");
        Write("info/MB/min_bandwidth", "10\n");
        Write("info/MB/num_closids", "8\n");
        Write("info/last_cmd_status", "ok\n");
    }

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void The_mount_point_of_resctrl_is_found_in_mountinfo()
    {
        const string Mounts =
            "25 30 0:23 / /sys rw shared:7 - sysfs sysfs rw\n40 25 0:37 / /sys/fs/res\\040ctrl rw,relatime "
            + "shared:20 - resctrl resctrl rw,mba_MBps\n";
        Assert.Equal("/sys/fs/res ctrl", ResctrlHost.FindRoot(Mounts));
        Assert.Null(ResctrlHost.FindRoot("25 30 0:23 / /sys rw shared:7 - sysfs resctrl rw\n"));
    }

    [Fact]
    public void A_resctrl_group_without_closID_has_the_containers_name_and_is_removed_with_it()
    {
        ResctrlGroup group = Make(
            new LinuxIntelRdt
            {
                L3CacheSchema = "L3:0=f;1=f",
                MemBwSchema = "MB:0=20;1=70",
                Schemata = ["L2:0=f"],
            }
        );
        Assert.Equal(new[] { "L3:0=f;1=f", "MB:0=20;1=70", "L2:0=f" }, Lines("box/schemata"));
        group.AddProcess(123);
        Assert.Equal(new[] { "123" }, Lines("box/tasks"));
        Assert.True(group.Record.Owned);
        Clear("box");
        group.Remove();
        Assert.False(Directory.Exists(_root + "/box"));
    }

    [Fact]
    public void A_resctrl_group_that_existed_before_is_kept()
    {
        Existing("box");
        ResctrlGroup group = Make(new LinuxIntelRdt());
        group.Remove();
        Assert.True(Directory.Exists(_root + "/box"));
    }

    [Fact]
    public void A_resctrl_group_with_closID_is_made_with_its_schemata_and_kept()
    {
        ResctrlGroup group = Make(new LinuxIntelRdt { ClosID = "guaranteed", Schemata = ["L3:0=f"] }, "guaranteed");
        Assert.Equal(new[] { "L3:0=f" }, Lines("guaranteed/schemata"));
        group.Remove();
        Assert.True(Directory.Exists(_root + "/guaranteed"));
    }

    [Fact]
    public void A_resctrl_group_with_closID_and_no_schemata_must_exist()
    {
        LinuxIntelRdt rdt = new() { ClosID = "guaranteed" };
        SpecException error = Assert.Throws<SpecException>(() =>
            ResctrlGroup.ForNewContainer(rdt, "box", _root).Create(rdt)
        );
        Assert.Equal("/linux/intelRdt/closID", Assert.Single(error.Errors).Pointer);
        Assert.False(Directory.Exists(_root + "/guaranteed"));
        Existing("guaranteed");
        Make(rdt, "guaranteed").AddProcess(7);
        Assert.Equal(Schemata, File.ReadAllText(_root + "/guaranteed/schemata"));
        Assert.Equal(new[] { "7" }, Lines("guaranteed/tasks"));
    }

    [Theory]
    [InlineData("L3:0=fff;1=fff", null, true)]
    [InlineData("L3:1=0fff;0=0xfff", null, true)]
    [InlineData("L3:1=fff", "MB:0=100", true)]
    [InlineData(null, "MB:0=95;1=91", true)]
    [InlineData("L3:0=ff;1=fff", null, false)]
    [InlineData("L3:2=fff", null, false)]
    [InlineData("L3CODE:0=fff", null, false)]
    [InlineData(null, "MB:0=90", false)]
    public void The_schemata_of_an_existing_resctrl_group_must_be_those_of_the_config(
        string? cache,
        string? bandwidth,
        bool holds
    )
    {
        Existing("guaranteed");
        LinuxIntelRdt rdt = new() { ClosID = "guaranteed", L3CacheSchema = cache, MemBwSchema = bandwidth };
        ResctrlGroup group = ResctrlGroup.ForNewContainer(rdt, "box", _root);
        if (holds)
            group.Create(rdt);
        else
            Assert.Contains(
                "guaranteed",
                Assert.Throws<SpecException>(() => group.Create(rdt)).Message,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public void A_closID_of_a_slash_is_the_default_resctrl_group()
    {
        ResctrlGroup group = Make(new LinuxIntelRdt { ClosID = "/" }, ".");
        group.AddProcess(5);
        Assert.Equal(new[] { "5" }, Lines("tasks"));
        group.Remove();
        Assert.Equal(Schemata, File.ReadAllText(_root + "/schemata"));
    }

    [Fact]
    public void A_monitoring_group_is_the_containers_own_and_is_removed_with_it()
    {
        Existing("guaranteed");
        ResctrlGroup group = Make(new LinuxIntelRdt { ClosID = "guaranteed", EnableMonitoring = true }, "guaranteed");
        Write("guaranteed/mon_groups/box/tasks", "");
        group.AddProcess(9);
        Assert.Equal(new[] { "9" }, Lines("guaranteed/tasks"));
        Assert.Equal(new[] { "9" }, Lines("guaranteed/mon_groups/box/tasks"));
        Clear("guaranteed/mon_groups/box");
        group.Remove();
        Assert.False(Directory.Exists(_root + "/guaranteed/mon_groups/box"));
        Assert.True(Directory.Exists(_root + "/guaranteed"));
    }

    [Fact]
    public void An_error_of_resctrl_has_the_kernels_last_command_status()
    {
        Write("info/last_cmd_status", "Mask out of range\n");
        LinuxIntelRdt rdt = new() { L3CacheSchema = "L3:0=ffffff" };
        // The stand-in makes no files: here there is no schemata to write.
        LinuxException error = Assert.Throws<LinuxException>(() =>
            ResctrlGroup.ForNewContainer(rdt, "box", _root).Create(rdt)
        );
        Assert.Contains("last_cmd_status: Mask out of range", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "/linux/intelRdt")]
    [InlineData("info/L3", "/linux/intelRdt/l3CacheSchema")]
    [InlineData("info/MB", "/linux/intelRdt/memBwSchema")]
    public void An_intelRdt_member_that_the_host_does_not_support_is_refused(string? missing, string pointer)
    {
        if (missing is not null) Directory.Delete($"{_root}/{missing}", true);
        List<SpecError> errors = [];
        ResctrlHost.Validate(
            new LinuxIntelRdt { L3CacheSchema = "L3:0=f", MemBwSchema = "MB:0=20" },
            missing is null ? null : _root,
            errors
        );
        Assert.Equal(pointer, Assert.Single(errors).Pointer);
    }

    [Fact]
    public void Update_writes_the_schemata_that_are_given()
    {
        ResctrlGroup group = Make(new LinuxIntelRdt { L3CacheSchema = "L3:0=f" });
        group.Update("L3:0=ff", null);
        Assert.Equal(new[] { "L3:0=ff" }, Lines("box/schemata"));
        group.Update("L3:0=f0", "MB:0=50");
        Assert.Equal(new[] { "L3:0=f0", "MB:0=50" }, Lines("box/schemata"));
    }

    [Fact]
    public void Intel_rdt_stats_are_those_of_the_monitoring_group()
    {
        ResctrlGroup group = Make(new LinuxIntelRdt { L3CacheSchema = "L3:0=f", EnableMonitoring = true });
        Write("box/mon_groups/box/mon_data/mon_L3_01/llc_occupancy", "4096\n");
        Write("box/mon_groups/box/mon_data/mon_L3_00/mbm_total_bytes", "123\n");
        Write("box/mon_groups/box/mon_data/mon_L3_00/mbm_local_bytes", "45\n");
        ResctrlStats stats = ResctrlStats.Read(group.Record);
        Assert.Equal(("fff", 2UL, 16UL), stats.L3);
        Assert.Equal((10UL, 1UL, 10UL, 8UL), stats.Bandwidth);
        Assert.Equal("L3:0=fff;1=fff", ResctrlStats.Line(stats.RootSchemata, "L3"));
        Assert.Equal(["L3:0=f"], stats.Schemata);
        Assert.Equal([new(null, 123, 45), new(4096, null, null)], stats.Caches);
    }

    /// <summary>
    /// Makes the group; the directory has the kernel's files by then, as in resctrl each has from the start.
    /// </summary>
    private ResctrlGroup Make(LinuxIntelRdt rdt, string name = "box")
    {
        ResctrlGroup group = ResctrlGroup.ForNewContainer(rdt, "box", _root);
        if (!File.Exists($"{_root}/{name}/schemata")) Existing(name, "");
        if (rdt.EnableMonitoring) Directory.CreateDirectory($"{_root}/{name}/mon_groups");
        group.Create(rdt);
        return group;
    }

    private void Existing(string name, string schemata = Schemata)
    {
        Write(name + "/schemata", schemata);
        Write(name + "/tasks", "");
    }

    /// <summary>rmdir(2) of a group removes the kernel's files with it.</summary>
    private void Clear(string name)
    {
        foreach (string file in Directory.GetFiles($"{_root}/{name}")) File.Delete(file);
    }

    private string[] Lines(string file) =>
        File.ReadAllText($"{_root}/{file}").Split('\n', StringSplitOptions.RemoveEmptyEntries).ToArray();

    private void Write(string file, string text)
    {
        string path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
