using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Contract;

/// <summary>
/// What engines write into config.json, and the options that their sources give beyond those they are seen to send.
/// </summary>
public sealed class Contract_Config
{
    [Theory]
    [InlineData("1.0.2-dev")]
    [InlineData("1.2.0")]
    [InlineData("1.2.1")]
    [InlineData("1.3.0")]
    public void Each_version_of_the_spec_that_engines_write_is_accepted(string version)
    {
        using var container = new Container("echo ran");
        container.Config["ociVersion"] = version;
        Assert.Equal("ran", container.Output());
    }

    [Fact]
    public void A_tmpfs_with_tmpcopyup_begins_with_the_content_below()
    {
        using var container = new Container("cat /etc/passwd; touch /etc/x");
        container.Add(Config.Mount("/etc", "tmpfs", "tmpfs", "nosuid", "nodev", "tmpcopyup", "mode=755"));
        Assert.StartsWith("root:x:0:0", container.Output(), StringComparison.Ordinal);
        Assert.False(File.Exists(container.InRootfs("etc/x")));
    }

    [Fact]
    public void An_empty_mount_option_is_accepted()
    {
        using var container = new Container("cat /mnt/it");
        container.HostFile("v/it", "here");
        container.Add(Config.Bind(container.HostDirectory("v"), "/mnt", "rbind", "", "rprivate"));
        Assert.Equal("here", container.Output());
    }

    [Fact]
    public void An_rro_bind_is_read_only_down_to_its_leaves()
    {
        using var container = new Container("touch /mnt/sub/x 2>&1");
        string outer = container.HostDirectory("v");
        Directory.CreateDirectory(Path.Combine(outer, "sub"));
        Command.Run("mount", ["-t", "tmpfs", "tmpfs", Path.Combine(outer, "sub")]).Succeeded();
        try
        {
            container.Add(Config.Bind(outer, "/mnt", "rbind", "rro"));
            Assert.Contains("Read-only file system", container.Run().Output, StringComparison.Ordinal);
        }
        finally
        {
            Command.Run("umount", [Path.Combine(outer, "sub")]).Succeeded();
        }
    }

    [Fact]
    public void An_overlay_with_userxattr_is_mounted()
    {
        using var container = new Container("cat /mnt/it; grep -c userxattr /proc/self/mountinfo");
        // overlayfs does not take an overlay as its upper layer, so it lies on a tmpfs of its own
        string layers = container.HostDirectory("layers");
        Command.Run("mount", ["-t", "tmpfs", "tmpfs", layers]).Succeeded();
        try
        {
            foreach (string name in (string[])["lower", "upper", "work"])
                Directory.CreateDirectory(Path.Combine(layers, name));
            File.WriteAllText(Path.Combine(layers, "lower/it"), "here\n");
            container.Add(
                Config.Mount(
                    "/mnt",
                    "overlay",
                    "overlay",
                    $"lowerdir={layers}/lower",
                    $"upperdir={layers}/upper",
                    $"workdir={layers}/work",
                    "userxattr"
                )
            );
            Assert.Equal("here\n1", container.Output());
        }
        finally
        {
            Command.Run("umount", [layers]).Succeeded();
        }
    }

    [RuncDiffersFact("id-mapped mounts came with runc 1.2")]
    public void A_mount_with_id_mappings_of_its_own_shows_mapped_owners()
    {
        using var container = new Container("stat -c %u:%g /mnt/it");
        container.HostFile("v/it", "");
        Command.Run("mount", ["-t", "tmpfs", "tmpfs", container.HostDirectory("v")]).Succeeded();
        try
        {
            container.HostFile("v/it", "");
            JsonObject mount = Config.Bind(Path.Combine(container.Bundle, "v"), "/mnt", "bind");
            mount["uidMappings"] = new JsonArray(
                new JsonObject
                {
                    ["containerID"] = 0,
                    ["hostID"] = 3000,
                    ["size"] = 10,
                }
            );
            mount["gidMappings"] = new JsonArray(
                new JsonObject
                {
                    ["containerID"] = 0,
                    ["hostID"] = 4000,
                    ["size"] = 10,
                }
            );
            container.Add(mount);
            Assert.Equal("3000:4000", container.Output());
        }
        finally
        {
            Command.Run("umount", [Path.Combine(container.Bundle, "v")]).Succeeded();
        }
    }

    [Fact]
    public void A_umask_of_an_engine_is_set()
    {
        using var container = new Container("umask");
        ((JsonObject)container.Process["user"]!)["umask"] = 0b010_111;
        Assert.Equal("0027", container.Output());
    }

    [RuncDiffersFact("linux.personality came with runc 1.2")]
    public void A_personality_of_an_engine_is_set()
    {
        using var container = new Container("probe personality");
        container.Linux["personality"] = new JsonObject { ["domain"] = "LINUX32" };
        Assert.Equal("0x8", container.Output());
    }

    [Fact]
    public void A_namespace_that_an_engine_names_by_path_is_joined()
    {
        using var pod = new Container("while :; do sleep 0.1; done");
        pod.Create().Succeeded();
        using var container = new Container("readlink /proc/self/ns/net; hostname");
        container.Linux["namespaces"] = Config.Namespaces(
            "pid",
            "mount",
            $"network:/proc/{pod.Pid}/ns/net",
            $"ipc:/proc/{pod.Pid}/ns/ipc",
            $"uts:/proc/{pod.Pid}/ns/uts"
        );
        container.Config.Remove("hostname");
        Assert.Equal($"{new FileInfo($"/proc/{pod.Pid}/ns/net").LinkTarget}\nspec-test", container.Output());
    }

    [Theory]
    [InlineData("--no-pivot")]
    [InlineData("--no-new-keyring")]
    [InlineData("-no-pivot", "-no-new-keyring=true")]
    public void Options_that_engines_give_create_are_accepted(params string[] options)
    {
        using var container = new Container("echo ran");
        Assert.Equal("ran", container.Run(options).Succeeded().Text);
    }

    [Theory]
    [InlineData("--debug")]
    [InlineData("--rootless=false")]
    [InlineData("--rootless", "auto")]
    [InlineData("--systemd-cgroup=false")]
    public void Options_that_engines_give_before_the_verb_are_accepted(params string[] options)
    {
        using var container = new Container("echo ran");
        container.WriteConfig();
        Assert.Equal(
            "ran",
            RuntimeUnderTest.Run([.. options, "run", "--bundle", container.Bundle, container.Id]).Succeeded().Text
        );
    }

    /// <summary>
    /// Podman without root: uid 0 in its user namespace, XDG_RUNTIME_DIR the user's, no USER; the state goes there.
    /// </summary>
    [Fact]
    public void The_runtime_dir_wins_over_root_of_a_user_namespace()
    {
        using var container = new Container("id -u");
        string directory = container.HostDirectory("user-1000");
        container.Config["linux"] = new JsonObject
        {
            ["namespaces"] = Config.Namespaces("pid", "mount", "ipc", "uts", "network"),
        };
        container.Config["mounts"] = new JsonArray(
            Config.Mount("/proc", "proc", "proc"),
            Config.Mount("/dev", "tmpfs", "tmpfs", "mode=755")
        );
        container.WriteConfig();
        string script = $"""
            "$0" create --bundle {container.Bundle} --pid-file {container.PidFile} {container.Id} >/dev/null || exit 1
            ls {directory}/*/
            "$0" start {container.Id} && "$0" delete --force {container.Id}
            """;
        // the pid namespace is there to end with the test
        Command run = Command.Run(
            "/usr/bin/unshare",
            [
                "-Urmpf",
                "--mount-proc",
                "/usr/bin/env",
                "-i",
                $"XDG_RUNTIME_DIR={directory}",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "/bin/sh",
                "-c",
                script,
                RuntimeUnderTest.Binary,
            ]
        );
        Assert.Contains(container.Id, run.Succeeded().Lines);
        Assert.False(Directory.Exists($"/run/runc/{container.Id}") || Directory.Exists($"/run/ocirun/{container.Id}"));
    }
}
