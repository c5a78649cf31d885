using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cgroups;

/// <summary>config-linux.md, "Cgroups Path", and what becomes of the cgroups.</summary>
public sealed class ConfigLinux_CgroupsPath
{
    [Fact]
    public void An_absolute_cgroupsPath_is_below_the_mount_of_every_hierarchy()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        IReadOnlyList<string> directories = [.. HostCgroups.DirectoriesOf(container)];
        Assert.NotEmpty(directories);
        foreach (string directory in directories)
            Assert.Equal($"{container.Pid}", File.ReadAllText(directory + "/cgroup.procs").Trim());
    }

    [Fact]
    public void A_relative_cgroupsPath_names_the_same_cgroup_for_the_same_config()
    {
        using var container = new Container("cat /proc/self/cgroup");
        container.Linux["cgroupsPath"] = $"ocirun-spec/{container.Id}";
        Assert.Contains($"/ocirun-spec/{container.Id}", container.Output(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_cgroupsPath_the_cgroup_is_named_after_the_container()
    {
        using var container = new Container("cat /proc/self/cgroup");
        container.Linux.Remove("cgroupsPath");
        Assert.Contains($"/{container.Id}\n", container.Output() + "\n", StringComparison.Ordinal);
    }

    [RuncDiffersFact("runc makes a directory of that name and says nothing")]
    public void A_cgroupsPath_for_systemd_that_gets_to_the_cgroup_filesystem_is_a_warning()
    {
        if (RuntimeUnderTest.UsesSystemd) return; // where it is right
        using var container = new Container("true");
        container.Linux["cgroupsPath"] = $"ocirunspec.slice:spec:{container.Id}";
        Command created = container.Create().Succeeded();
        Assert.Contains(
            $"`ocirunspec.slice:spec:{container.Id}` has the form slice:prefix:name of systemd",
            created.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("pass --systemd-cgroup) [config: /linux/cgroupsPath]", created.Error, StringComparison.Ordinal);
        Assert.Single(created.Error.Split("warning")[1..]);
    }

    [Fact]
    public void A_cgroupsPath_with_dots_stays_inside_the_hierarchy()
    {
        using var container = new Container("cat /proc/self/cgroup");
        container.Linux["cgroupsPath"] = $"/../../../ocirun-spec/{container.Id}";
        Assert.Contains($":/ocirun-spec/{container.Id}\n", container.Output() + "\n", StringComparison.Ordinal);
    }

    [Fact]
    public void A_cgroup_that_exists_already_is_used()
    {
        if (RuntimeUnderTest.UsesSystemd) return; // which makes its own
        using var container = new Container("sleep 100");
        // other runtimes leave plain directories on the tmpfs where a hierarchy could be mounted
        string[] hierarchies = HostCgroups.IsUnified
            ? [HostCgroups.Root]
            : [.. Directory.GetDirectories(HostCgroups.Root).Where(d => File.Exists(d + "/cgroup.procs"))];
        foreach (string hierarchy in hierarchies) Directory.CreateDirectory(hierarchy + container.Cgroup);
        // a cpuset that was just made has no CPUs, and takes no process
        container.Create().Succeeded();
        foreach (string directory in HostCgroups.DirectoriesOf(container))
            Assert.Equal($"{container.Pid}", File.ReadAllText(directory + "/cgroup.procs").Trim());
        container.Delete("--force").Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void Cgroups_that_the_container_made_are_removed_with_it()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        foreach (string directory in HostCgroups.DirectoriesOf(container))
            Directory.CreateDirectory(directory + "/inner/innermost");
        container.Start().Succeeded();
        container.Delete("--force").Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [RuncDiffersFact("runc does not get below paths of 4096 bytes, and leaves them")]
    public void Cgroups_that_are_nested_deeper_than_a_path_are_removed()
    {
        using var container = new Container("sleep 100");
        container.Begin();
        string at = HostCgroups.DirectoryOf(container, "pids"), name = new('d', 200);
        List<int> way = [];
        for (int level = 0; level < 40; level++)
        {
            // each directory from the one above, as a program in the container goes
            way.Add(Mono.Unix.Native.Syscall.open(at, Mono.Unix.Native.OpenFlags.O_RDONLY));
            at = $"/proc/self/fd/{way[^1]}/{name}";
            Directory.CreateDirectory(at);
        }
        foreach (int fd in way) Mono.Unix.Native.Syscall.close(fd);
        container.Delete("--force").Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void Delete_keeps_a_cgroup_that_another_container_uses_by_now()
    {
        using var stopped = new Container("true");
        stopped.Begin();
        stopped.WaitFor("stopped");
        using var other = new Container("sleep 100");
        other.Linux["cgroupsPath"] = (string)stopped.Linux["cgroupsPath"]!;
        other.Create().Succeeded();
        stopped.Delete().Succeeded();
        Assert.Equal("created", other.Status);
        other.Delete("--force").Succeeded();
        Assert.Empty(other.FindLeftovers());
    }

    [Fact]
    public void Processes_in_cgroups_below_the_containers_are_also_killed()
    {
        using var container = new Container("sleep 100 & sleep 100");
        container.Linux["namespaces"] = Config.Namespaces("network", "ipc", "uts", "mount");
        container.Create().Succeeded();
        container.Start().Succeeded();
        string[] pids = WaitForTwo(container);
        string other = pids.First(pid => pid != $"{container.Pid}");
        foreach (
            string directory in HostCgroups
                .DirectoriesOf(container)
                .Where(directory => !directory.StartsWith(HostCgroups.Root + "/cpuset", StringComparison.Ordinal))
        )
        {
            Directory.CreateDirectory(directory + "/inner");
            File.WriteAllText(directory + "/inner/cgroup.procs", other);
        }
        container.Kill("--all", container.Id, "KILL").Succeeded();
        container.WaitFor("stopped");
        Wait.Until(() => !Directory.Exists($"/proc/{other}"), "end of the process in the inner cgroup");
    }

    [V1Fact]
    public void A_cgroup_mount_shows_the_containers_own_cgroup()
    {
        using var container = new Container(
            "cat /sys/fs/cgroup/pids/pids.max; grep -c . /sys/fs/cgroup/pids/cgroup.procs; (mkdir "
            + "/sys/fs/cgroup/pids/x) 2>&1; true"
        );
        container.Resources["pids"] = new JsonObject { ["limit"] = 33 };
        container.Add(
            Config.Mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro")
        );
        string[] lines = container.Output().Split('\n');
        Assert.Equal("33", lines[0]);
        Assert.Contains("Read-only file system", lines[2], StringComparison.Ordinal);
    }

    private static string[] WaitForTwo(Container container)
    {
        string file = HostCgroups.DirectoriesOf(container).First() + "/cgroup.procs";
        string[] pids = [];
        Wait.Until(() => (pids = File.ReadAllLines(file)).Length == 2, "second process of the container");
        return pids;
    }
}
