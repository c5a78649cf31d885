using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>config.md, "Mounts".</summary>
public sealed class Config_Mounts
{
    [Fact]
    public void Mounts_are_made_in_the_configs_order()
    {
        using var container = new Container("cat /mnt/in/file; ls /mnt");
        string directory = container.HostDirectory("directory");
        container.HostFile("directory/file", "text");
        container.Add(Config.Mount("/mnt", "tmpfs", "tmpfs"), Config.Bind(directory, "/mnt/in"));
        Assert.Equal("textin", container.Output());
    }

    [Fact]
    public void A_later_mount_covers_an_earlier_one()
    {
        using var container = new Container("ls /mnt");
        container.HostFile("directory/file");
        container.Add(
            Config.Bind(Path.Combine(container.Bundle, "directory"), "/mnt"),
            Config.Mount("/mnt", "tmpfs", "tmpfs")
        );
        Assert.Equal("", container.Output());
    }

    [Fact]
    public void A_bind_source_may_be_relative_to_the_bundle()
    {
        using var container = new Container("cat /mnt/file");
        container.HostFile("directory/file", "text");
        container.Add(Config.Bind("directory", "/mnt"));
        Assert.Equal("text", container.Output());
    }

    [Theory]
    [InlineData("/made/on/the/way")]
    [InlineData("/etc/new-file")]
    public void A_missing_mount_target_is_made(string target)
    {
        using var container = new Container(
            $"if test -d {target}; then echo directory; else test -f {target} && echo file; fi"
        );
        bool file = target.EndsWith("file", StringComparison.Ordinal);
        container.Add(Config.Bind(file ? container.HostFile("f") : container.HostDirectory("d"), target));
        Assert.Equal(file ? "file" : "directory", container.Output());
    }

    [Fact]
    public void A_missing_mount_source_is_an_error()
    {
        using var container = new Container("true");
        container.Add(Config.Bind("/no/such/source", "/mnt"));
        container.Run().Failed("/no/such/source");
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void A_file_mounted_on_a_directory_is_an_error()
    {
        using var container = new Container("true");
        container.Add(Config.Bind(container.HostFile("file"), "/mnt"));
        container.Run().Failed("/mnt");
    }

    [Fact]
    public void Rbind_brings_the_mounts_below_and_bind_does_not()
    {
        using var container = new Container("cat /proc/self/mountinfo");
        container.Add(Config.Bind("/sys", "/mnt", "rbind"), Config.Bind("/sys", "/home", "bind"));
        string[] targets = MountInfo.ParseAll(container.Output()).Select(mount => mount.Target).ToArray();
        Assert.Contains("/mnt/fs/cgroup", targets);
        Assert.DoesNotContain("/home/fs/cgroup", targets);
    }

    [Fact]
    public void Rbind_of_the_hosts_root_shows_the_host_and_not_the_container()
    {
        using var container = new Container("cat /mnt$FILE");
        container.Process["env"]!.AsArray().Add("FILE=" + container.HostFile("directory/file", "of the host"));
        container.Add(Config.Bind("/", "/mnt", "rbind", "ro"));
        Assert.Equal("of the host", container.Output());
    }

    [Fact]
    public void A_mount_with_the_option_bind_is_a_bind_whatever_its_type_says()
    {
        using var container = new Container("cat /mnt/file");
        container.HostFile("directory/file", "text");
        container.Add(Config.Mount("/mnt", "none", Path.Combine(container.Bundle, "directory"), "rbind"));
        Assert.Equal("text", container.Output());
    }

    [Fact]
    public void Filesystem_options_reach_the_filesystem()
    {
        using var container = new Container("cat /proc/self/mountinfo");
        container.Add(Config.Mount("/mnt", "tmpfs", "my-source", "size=1024k", "mode=1711", "nr_inodes=100"));
        MountInfo mount = MountInfo.Find(container.Output(), "/mnt");
        Assert.Equal("my-source", mount.Source);
        Assert.Contains("size=1024k", mount.SuperOptions);
        Assert.Contains("nr_inodes=100", mount.SuperOptions);
    }

    [RuncDiffersFact("1.1 sets the mode of the directory below, 1.2 and later keep the config's")]
    public void The_mode_of_a_tmpfs_is_the_configs()
    {
        using var container = new Container("stat -c %a /mnt");
        container.Add(Config.Mount("/mnt", "tmpfs", "tmpfs", "mode=1711"));
        Assert.Equal("1711", container.Output());
    }

    [Fact]
    public void An_unknown_filesystem_is_an_error()
    {
        using var container = new Container("true");
        container.Add(Config.Mount("/mnt", "nosuchfs", "x"));
        container.Run().Failed("no such device");
    }

    [Fact]
    public void An_unknown_mount_option_is_an_error()
    {
        using var container = new Container("true");
        container.Add(Config.Mount("/mnt", "tmpfs", "tmpfs", "no-such-option=1"));
        container.Run().Failed("invalid argument");
    }

    [Fact]
    public void Readonly_bind_cannot_be_written()
    {
        using var container = new Container("echo x >/mnt/file");
        container.Add(Config.Bind(container.HostDirectory("directory"), "/mnt", "bind", "ro"));
        container.Run().Failed("Read-only file system");
    }

    [Fact]
    public void Rro_covers_the_mounts_below()
    {
        using var container = new Container("cat /proc/self/mountinfo");
        container.Add(Config.Bind("/dev", "/mnt", "rbind", "rro"));
        MountInfo[] mounts = MountInfo
            .ParseAll(container.Output())
            .Where(mount => mount.Target.StartsWith("/mnt", StringComparison.Ordinal))
            .ToArray();
        Assert.True(mounts.Length > 1);
        Assert.All(mounts, mount => Assert.Contains("ro", mount.Options));
    }

    [Fact]
    public void Ro_of_a_recursive_bind_leaves_the_mounts_below()
    {
        using var container = new Container("cat /proc/self/mountinfo");
        container.Add(Config.Bind("/sys", "/mnt", "rbind", "ro"));
        string output = container.Output();
        Assert.Contains("ro", MountInfo.Find(output, "/mnt").Options);
        // cgroup v2 is one mount
        string below = Directory.Exists("/sys/fs/cgroup/memory") ? "/mnt/fs/cgroup/memory" : "/mnt/fs/cgroup";
        Assert.Contains("rw", MountInfo.Find(output, below).Options);
    }

    [Theory]
    [InlineData("tmpcopyup")]
    public void Tmpcopyup_copies_what_the_target_holds(string option)
    {
        using var container = new Container(
            "cat /etc/passwd /etc/sub/deep; readlink /etc/link; stat -c '%a %u' /etc/sub; cat /proc/self/mountinfo "
            + "| grep -c ' /etc '"
        );
        Directory.CreateDirectory(container.InRootfs("etc/sub"));
        File.WriteAllText(container.InRootfs("etc/passwd"), "root\n");
        File.WriteAllText(container.InRootfs("etc/sub/deep"), "deep\n");
        File.SetUnixFileMode(container.InRootfs("etc/sub"), (UnixFileMode)0x1c1);
        File.CreateSymbolicLink(container.InRootfs("etc/link"), "passwd");
        container.Add(Config.Mount("/etc", "tmpfs", "tmpfs", option));
        Assert.Equal("root\ndeep\npasswd\n701 0\n1", container.Output());
    }

    [Fact]
    public void The_hosts_mounts_are_not_visible()
    {
        using var container = new Container("cat /proc/self/mountinfo");
        Assert.Equal(
            ["/", "/dev", "/dev/pts", "/proc", "/sys"],
            MountInfo
                .ParseAll(container.Output())
                .Select(mount => mount.Target)
                .Where(target => !target.StartsWith("/dev/console", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Mounts_of_the_container_do_not_reach_the_host()
    {
        using var container = new Container("sleep 100");
        container.Add(Config.Mount("/mnt", "tmpfs", container.Id));
        container.Create().Succeeded();
        Assert.DoesNotContain(container.Id, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
    }

    [RuncDiffersFact("1.1 has no id-mapped mounts")]
    public void Idmap_shows_the_owners_through_the_mapping()
    {
        using var container = new Container("stat -c '%u %g' /mnt/file");
        string file = container.HostFile("directory/file");
        Mono.Unix.Native.Syscall.chown(file, 5, 6);
        JsonObject mount = Config.Bind(Path.Combine(container.Bundle, "directory"), "/mnt", "bind", "idmap");
        mount["uidMappings"] = JsonNode.Parse("[{\"containerID\":0,\"hostID\":1000,\"size\":100}]");
        mount["gidMappings"] = JsonNode.Parse("[{\"containerID\":0,\"hostID\":2000,\"size\":100}]");
        container.Add(mount);
        Assert.Equal("1005 2006", container.Output());
    }

    [RuncDiffersFact("1.1 has no id-mapped mounts")]
    public void Id_mappings_without_being_a_bind_are_an_error()
    {
        using var container = new Container("true");
        JsonObject mount = Config.Mount("/mnt", "tmpfs", "tmpfs");
        foreach (string maps in (string[])["uidMappings", "gidMappings"])
            mount[maps] = JsonNode.Parse("[{\"containerID\":0,\"hostID\":1000,\"size\":100}]");
        container.Add(mount);
        container.Run().Failed("only bind mounts can be id-mapped").Failed($"/mounts/{container.Mounts.Count - 1}/uidMappings");
    }
}
