using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>config-linux.md, "Devices", "Default Devices", "Default Filesystems"; runtime-linux.md.</summary>
public sealed class ConfigLinux_Devices
{
    [Theory]
    [InlineData("null", "1:3")]
    [InlineData("zero", "1:5")]
    [InlineData("full", "1:7")]
    [InlineData("random", "1:8")]
    [InlineData("urandom", "1:9")]
    [InlineData("tty", "5:0")]
    public void Default_devices_exist_and_open(string name, string number)
    {
        using var container = new Container($"stat -c '%F %t:%T %a' /dev/{name}; probe open /dev/{name} 2");
        string[] lines = container.Output().Split('\n');
        Assert.Equal($"character special file {number} 666", lines[0]);
        // no controlling terminal here
        Assert.Equal(name == "tty" ? "ENXIO" : "ok", lines[1]);
    }

    [Fact]
    public void Ptmx_is_the_containers_own()
    {
        using var container = new Container("readlink /dev/ptmx; probe open /dev/ptmx 2; mount | grep -c devpts");
        Assert.Equal("pts/ptmx\nok\n1", container.Output());
    }

    [Theory]
    [InlineData("fd", "/proc/self/fd")]
    [InlineData("stdin", "/proc/self/fd/0")]
    [InlineData("stdout", "/proc/self/fd/1")]
    [InlineData("stderr", "/proc/self/fd/2")]
    public void Symbolic_links_of_dev_exist(string name, string target)
    {
        using var container = new Container().Args("readlink", "/dev/" + name);
        Assert.Equal(target, container.Output());
    }

    [Fact]
    public void The_program_has_only_three_descriptors()
    {
        using var container = new Container().Args("probe", "fds");
        Assert.Equal("0 1 2 ", container.Output());
    }

    [Theory]
    [InlineData("c", 1, 3, "character special file 1:3 640 5:6")]
    [InlineData("u", 1, 3, "character special file 1:3 640 5:6")]
    [InlineData("b", 7, 99, "block special file 7:63 640 5:6")]
    [InlineData("p", 0, 0, "fifo 0:0 640 5:6")]
    public void A_device_of_the_config_has_type_number_mode_and_owner(
        string type,
        int major,
        int minor,
        string expected
    )
    {
        using var container = new Container("stat -c '%F %t:%T %a %u:%g' /dev/sub/made");
        var device = new JsonObject
        {
            ["path"] = "/dev/sub/made",
            ["type"] = type,
            ["fileMode"] = 0x1a0,
            ["uid"] = 5,
            ["gid"] = 6,
        };
        if (type != "p")
            (device["major"], device["minor"]) = (major, minor);
        container.Linux["devices"] = new JsonArray(device);
        Assert.Equal(expected, container.Output());
    }

    [Fact]
    public void A_device_outside_of_dev_is_made()
    {
        using var container = new Container("stat -c '%t:%T' /opt/null");
        container.Linux["devices"] = JsonNode.Parse(
            "[{\"path\":\"/opt/null\",\"type\":\"c\",\"major\":1,\"minor\":3,\"fileMode\":438}]"
        );
        Assert.Equal("1:3", container.Output());
    }

    [Fact]
    public void An_unknown_device_type_is_an_error()
    {
        using var container = new Container("true");
        container.Linux["devices"] = JsonNode.Parse("[{\"path\":\"/dev/x\",\"type\":\"z\",\"major\":1,\"minor\":3}]");
        container.Run().Failed("device");
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void Default_devices_in_a_user_namespace_come_from_the_host()
    {
        using var container = new Container("stat -c '%t:%T' /dev/null /dev/zero; echo x >/dev/null && echo written");
        container.Linux["namespaces"] = Config.Namespaces("pid", "network", "mount", "ipc", "uts", "user");
        container.Linux["uidMappings"] = JsonNode.Parse("[{\"containerID\":0,\"hostID\":100000,\"size\":65536}]");
        container.Linux["gidMappings"] = JsonNode.Parse("[{\"containerID\":0,\"hostID\":100000,\"size\":65536}]");
        Assert.Equal("1:3\n1:5\nwritten", container.Output());
    }

    // runc binds the host's node of the path, and has none; before Linux 6.15 a node cannot be bound from a detached mount.
    [RuncDiffersFact("runc makes no device in a user namespace")]
    public void A_device_in_a_user_namespace_is_made_if_the_host_has_none_of_that_path()
    {
        using var container = new Container("stat -c '%t:%T %a %u' /dev/other; echo x >/dev/other && echo written");
        container.Linux["namespaces"] = Config.Namespaces("pid", "network", "mount", "ipc", "uts", "user");
        container.Linux["uidMappings"] = JsonNode.Parse("[{\"containerID\":0,\"hostID\":100000,\"size\":65536}]");
        container.Linux["gidMappings"] = JsonNode.Parse("[{\"containerID\":0,\"hostID\":100000,\"size\":65536}]");
        container.Linux["devices"] = JsonNode.Parse(
            "[{\"path\":\"/dev/other\",\"type\":\"c\",\"major\":1,\"minor\":3,\"fileMode\":438,\"uid\":0,\"gid\":0}]"
        );
        Assert.Equal("1:3 666 0\nwritten", container.Output());
    }

    [Fact]
    public void The_cgroup_allows_what_the_config_allows_and_nothing_else()
    {
        using var container = new Container(
            "mknod /tmp/fuse c 10 229; probe open /tmp/fuse 2; mknod /tmp/loop c 10 237; probe open /tmp/loop 2; "
            + "probe open /dev/null 2"
        );
        ((JsonArray)container.Resources["devices"]!).Add(
            JsonNode.Parse("{\"allow\":true,\"type\":\"c\",\"major\":10,\"minor\":229,\"access\":\"rwm\"}")
        );
        ((JsonArray)container.Resources["devices"]!).Add(
            JsonNode.Parse("{\"allow\":true,\"type\":\"c\",\"major\":10,\"minor\":237,\"access\":\"m\"}")
        );
        string[] lines = container.Output().Split('\n');
        // the driver need not be there, but the cgroup lets the call reach it
        Assert.Contains(lines[0], new[] { "ok", "ENXIO", "ENODEV" });
        Assert.Equal("EPERM", lines[1]);
        Assert.Equal("ok", lines[2]);
    }

    [Fact]
    public void The_cgroup_denies_a_device_that_was_made_although_denied()
    {
        using var container = new Container("mknod /tmp/mem c 1 1 2>&1; probe open /tmp/mem 0");
        ((JsonArray)container.Resources["devices"]!).Add(
            JsonNode.Parse("{\"allow\":false,\"type\":\"c\",\"major\":1,\"minor\":1,\"access\":\"r\"}")
        );
        string[] lines = container.Run().Text.Split('\n');
        Assert.Equal("EPERM", lines[^1]);
    }

    [Fact]
    public void Default_filesystems_work()
    {
        using var container = new Container("cat /proc/self/mountinfo");
        container.Add(Config.Mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
            Config.Mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"));
        string info = container.Output();
        foreach (
            (string target, string type) in new[]
            {
                ("/proc", "proc"),
                ("/sys", "sysfs"),
                ("/dev/pts", "devpts"),
                ("/dev/shm", "tmpfs"),
                ("/dev/mqueue", "mqueue"),
            }
        )
            Assert.Equal(type, MountInfo.Find(info, target).Type);
    }

    [Fact]
    public void Streams_on_the_hosts_null_are_on_the_containers()
    {
        // device and inode: on the host's node the program could change the host's owner and mode
        using var container = new Container(
            "for f in /dev/null /proc/self/fd/0; do stat -L -c '%d %i' $f; done >/home/made; mv /home/made /home/out"
        );
        container.Create().Succeeded(); // run has pipes in runc
        container.Start().Succeeded();
        string[] lines = Container.WaitForText(container.InRootfs("home/out")).Split('\n');
        Assert.Equal(lines[0], lines[1]);
        Assert.NotEqual(Command.Run("stat", ["-L", "-c", "%d %i", "/dev/null"]).Text, lines[1]);
    }

    [Fact]
    public void Dev_bound_from_the_host_gets_no_default_devices()
    {
        using var container = new Container("ls /dev");
        string directory = container.HostDirectory("dev");
        Command.Run("mknod", [Path.Combine(directory, "null"), "c", "1", "3"]).Succeeded();
        container.Mounts.Clear();
        container.Add(Config.Mount("/proc", "proc", "proc"), Config.Bind(directory, "/dev", "bind"));
        container.Output();
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(directory), name =>
            Path.GetFileName(name) is not ("null" or "console")
        );
    }

    /// <summary>config-linux.md: a file at the path that is not the device MUST be an error.</summary>
    [RuncDiffersTheory("it leaves whatever is there")]
    [InlineData("touch")]
    [InlineData("ln -s /etc/passwd")]
    [InlineData("mkfifo")]
    [InlineData("mknod -m 666 {0} c 1 5 #")]
    public void Another_file_at_the_path_of_a_device_is_an_error(string make)
    {
        using var container = new Container("true");
        string place = container.InRootfs("made");
        Command
            .Run(
                "sh",
                [
                    "-c",
                    make.Contains("{0}", System.StringComparison.Ordinal)
                        ? make.Replace("{0}", place, System.StringComparison.Ordinal)
                        : $"{make} {place}",
                ]
            )
            .Succeeded();
        container.Linux["devices"] = new JsonArray(
            new JsonObject
            {
                ["path"] = "/made",
                ["type"] = "c",
                ["major"] = 1,
                ["minor"] = 3,
            }
        );
        Command run = container.Run();
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("make device `/made`: another file has this name", run.Error, System.StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_is_the_device_already_is_kept()
    {
        using var container = new Container("stat -c '%F %t:%T %a' /made");
        Command.Run("mknod", ["-m", "600", container.InRootfs("made"), "c", "1", "3"]).Succeeded();
        container.Linux["devices"] = new JsonArray(
            new JsonObject
            {
                ["path"] = "/made",
                ["type"] = "c",
                ["major"] = 1,
                ["minor"] = 3,
            }
        );
        Assert.Equal("character special file 1:3 600", container.Output());
    }
}
