using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>
/// config.md, "Mounts": what a bind mount takes over from the host, with which flags, and by which path.
/// </summary>
public sealed class Config_Mounts_Host
{
    private const string NotIn11 = "1.1 fails instead, 1.2 and later keep the flags";

    /// <summary>
    /// A host mount with these flags, bound with these options into a container with a user namespace.
    /// </summary>
    private static Command BindInUserNamespace(string flags, string options, string script)
    {
        using var container = new Container(script);
        string source = container.HostDirectory("source");
        MapUsers(container);
        container.Add(Config.Bind(source, "/mnt", options.Split(',')));
        return RunWith(container, $"mount -t tmpfs -o {flags} tmpfs {source}");
    }

    private static void MapUsers(Container container)
    {
        container.Linux["namespaces"] = Config.Namespaces("pid", "network", "mount", "ipc", "uts", "user");
        foreach (string maps in (string[])["uidMappings", "gidMappings"])
        {
            container.Linux[maps] = new JsonArray(
                new JsonObject
                {
                    ["containerID"] = 0,
                    ["hostID"] = 100000,
                    ["size"] = 65536,
                }
            );
        }
    }

    /// <summary>
    /// Runs the container in a mount namespace of the host where <paramref name="preparation"/> was done.
    /// </summary>
    private static Command RunWith(Container container, string preparation, params string[] global)
    {
        container.WriteConfig();
        return Command.Run(
            // One CPU: the kernel numbers mount namespaces by age on each of them alone, and a pin asks for the age.
            "/usr/bin/taskset",
            [
                "1",
                "/usr/bin/unshare",
                "-m",
                "sh",
                "-ec",
                preparation + "; exec \"$@\"",
                "sh",
                RuntimeUnderTest.Binary,
                .. RuntimeUnderTest.Global,
                .. global,
                "run",
                "--bundle",
                container.Bundle,
                container.Id,
            ]
        );
    }

    [RuncDiffersTheory(NotIn11)]
    [InlineData("ro,noexec", "bind,nosuid,nodev", "ro noexec nosuid nodev")]
    [InlineData("nosuid,nodev,noexec", "bind,ro", "ro nosuid nodev noexec")]
    [InlineData("nosuid,nodev,noexec", "rbind,rro", "ro nosuid nodev noexec")]
    [InlineData("noexec", "rbind,ro,nosuid,rprivate", "ro nosuid noexec")]
    public void Flags_of_a_host_mount_stay_in_a_user_namespace(string flags, string options, string expected)
    {
        string text = BindInUserNamespace(flags, options, "cat /proc/self/mountinfo").Succeeded().Text;
        MountInfo mount = MountInfo.Find(text, "/mnt");
        Assert.All(expected.Split(' '), flag => Assert.Contains(flag, mount.Options));
    }

    [RuncDiffersTheory(NotIn11)]
    [InlineData("ro", "bind,rw")]
    [InlineData("noexec", "bind,exec,ro")]
    [InlineData("nosuid", "bind,suid")]
    [InlineData("nodev", "rbind,rdev")]
    public void An_option_that_would_clear_a_flag_of_a_host_mount_is_refused_in_a_user_namespace(
        string flags,
        string options
    ) => BindInUserNamespace(flags, options, "true").Failed("the options would clear flags of the host's mount");

    [Fact]
    public void Flags_of_a_host_mount_are_cleared_without_a_user_namespace()
    {
        using var container = new Container("cat /proc/self/mountinfo");
        string source = container.HostDirectory("source");
        container.Add(Config.Bind(source, "/mnt", "bind", "rw", "nosuid"));
        MountInfo mount = MountInfo.Find(
            RunWith(container, $"mount -t tmpfs -o noexec tmpfs {source}; mount -o remount,bind,ro,noexec {source}")
                .Succeeded()
                .Text,
            "/mnt"
        );
        Assert.Contains("rw", mount.Options);
        Assert.DoesNotContain("noexec", mount.Options);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_source_inside_the_rootfs_shows_what_is_mounted_there_already(bool userNamespace)
    {
        using var container = new Container("ls /mnt");
        if (userNamespace)
        {
            // In a user namespace only the sources that its root can reach, runc's rule.
            if (RuntimeUnderTest.IsRunc) return;
            MapUsers(container);
            Mono.Unix.Native.Syscall.chown(container.InRootfs("home"), 100000, 100000);
        }
        container.HostFile("directory/made-before");
        container.Add(
            Config.Bind(Path.Combine(container.Bundle, "directory"), "/home"),
            Config.Bind(container.InRootfs("home"), "/mnt", "rbind", "ro"));
        Assert.Equal("made-before", container.Output());
    }

    [RuncDiffersTheory(MapsIds)]
    [InlineData(false)]
    [InlineData(true)]
    public void An_id_mapped_source_inside_the_rootfs_shows_what_is_mounted_there_already(bool userNamespace)
    {
        using var container = new Container("stat -c '%u %n' /mnt/*");
        if (userNamespace) MapUsers(container);
        int root = userNamespace ? 100000 : 0;
        Mono.Unix.Native.Syscall.chown(container.InRootfs("home"), root, root);
        Mono.Unix.Native.Syscall.chown(container.HostFile("directory/made-before"), 3, 3);
        JsonObject mapped = Config.Bind(container.InRootfs("home"), "/mnt", "rbind");
        foreach (string maps in (string[])["uidMappings", "gidMappings"])
            mapped[maps] = JsonNode.Parse($"[{{\"containerID\":0,\"hostID\":{root + 7},\"size\":10}}]");
        container.Add(Config.Bind(Path.Combine(container.Bundle, "directory"), "/home"), mapped);
        Assert.Equal("10 /mnt/made-before", container.Output());
    }

    [RuncDiffersFact("it resolves the source's links on the host")]
    public void A_link_of_the_image_in_a_source_inside_the_rootfs_does_not_lead_to_the_host()
    {
        using var container = new Container("ls /mnt");
        Directory.CreateDirectory(container.InRootfs("inside/of-the-image"));
        File.CreateSymbolicLink(container.InRootfs("link"), "/inside");
        Directory.CreateDirectory("/inside");
        try
        {
            container.Add(Config.Bind(container.InRootfs("link"), "/mnt"));
            Assert.Equal("of-the-image", container.Output());
        }
        finally
        {
            Directory.Delete("/inside");
        }
    }

    [Fact]
    public void A_destination_that_begins_with_the_rootfs_is_taken_below_it()
    {
        using var container = new Container("cat /mnt/file");
        container.HostFile("directory/file", "text");
        container.Add(Config.Bind(Path.Combine(container.Bundle, "directory"), container.InRootfs("mnt")));
        Assert.Equal("text", container.Output());
    }

    [RuncDiffersFact("it ignores both without a mount namespace")]
    public void Without_a_mount_namespace_read_only_options_hold_and_the_host_keeps_its_mounts()
    {
        using var container = new Container("touch /made; touch /mnt/made; echo x >/dev/null && echo done");
        container.Linux["namespaces"] = Config.Namespaces("pid", "network", "ipc", "uts");
        container.Config["root"]!["readonly"] = true;
        container.Add(Config.Mount("/mnt", "tmpfs", "tmpfs", "ro"));
        Command run = RunWith(container, "true");
        Assert.Equal("done", run.Text);
        Assert.Equal(2, run.Error.Split("Read-only file system").Length - 1);
        File.WriteAllText(container.InRootfs("made"), "");
    }

    [RuncDiffersTheory("the option is crun's")]
    [InlineData("/home/new", "")]
    [InlineData("/home/same", "")]
    [InlineData("/home/other", "file exists")]
    public void Copy_symlink_makes_a_copy_of_the_link(string target, string error)
    {
        using var container = new Container($"readlink {target}");
        string link = Path.Combine(container.Bundle, "link");
        File.CreateSymbolicLink(link, "/some/where");
        File.CreateSymbolicLink(container.InRootfs("home/same"), "/some/where");
        File.CreateSymbolicLink(container.InRootfs("home/other"), "/else");
        container.Add(Config.Bind(link, target, "bind", "copy-symlink"));
        if (error.Length == 0) Assert.Equal("/some/where", container.Output());
        else container.Run().Failed(error);
    }

    [RuncDiffersFact("the option is crun's")]
    public void Copy_symlink_binds_a_source_that_is_no_link()
    {
        using var container = new Container("cat /home/file");
        container.Add(Config.Bind(container.HostFile("file", "text"), "/home/file", "bind", "copy-symlink"));
        Assert.Equal("text", container.Output());
    }

    [RuncDiffersTheory("the options are crun's")]
    [InlineData("src-nofollow", "/home/plain", "/some/where")]
    [InlineData("src-nofollow,dest-nofollow", "/home/link", "/some/where")]
    public void Nofollow_binds_a_link_itself(string options, string target, string expected)
    {
        using var container = new Container($"readlink {target}");
        string link = Path.Combine(container.Bundle, "link");
        File.CreateSymbolicLink(link, "/some/where");
        File.CreateSymbolicLink(container.InRootfs("home/link"), "/else");
        container.Add(Config.Bind(link, target, ["bind", .. options.Split(',')]));
        Assert.Equal(expected, container.Output());
    }

    [RuncDiffersFact("the option is crun's")]
    public void Dest_nofollow_leaves_what_a_link_points_to_alone()
    {
        using var container = new Container("cat /home/link; cat /home/target");
        File.WriteAllText(container.InRootfs("home/target"), "of the image");
        File.CreateSymbolicLink(container.InRootfs("home/link"), "target");
        container.Add(Config.Bind(container.HostFile("file", "bound\n"), "/home/link", "bind", "dest-nofollow"));
        Assert.Equal("bound\nof the image", container.Output());
    }

    [RuncDiffersTheory("1.1 takes one without the other")]
    [InlineData("uidMappings", "gidMappings")]
    [InlineData("gidMappings", "uidMappings")]
    public void Id_mappings_of_a_mount_come_together(string there, string missing)
    {
        using var container = new Container("true");
        JsonObject mount = Config.Bind(container.HostDirectory("directory"), "/mnt");
        mount[there] = JsonNode.Parse("[{\"containerID\":0,\"hostID\":1000,\"size\":100}]");
        container.Add(mount);
        container.Run().Failed($"required together with {there} [config: /mounts/4/{missing}]");
    }

    private const string MapsIds = "1.1 does not know uidMappings of a mount and does not map";

    /// <summary>snapd keeps the mount namespace of each snap so, in /run/snapd/ns.</summary>
    private static string Pin(string directory) =>
        $"mount -t tmpfs -o mode=755 tmpfs {directory}; touch {directory}/file {directory}/space; "
        + $"unshare --mount={directory}/space true";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_mount_namespace_that_is_pinned_below_a_recursive_source_is_left_out(bool userNamespace)
    {
        using var container = new Container("echo /mnt/pins/*; grep -c nsfs /proc/self/mountinfo");
        if (userNamespace) MapUsers(container);
        string source = container.HostDirectory("source/pins")[..^"/pins".Length];
        container.Add(Config.Bind(source, "/mnt", "rbind", "ro"));
        Assert.Equal("/mnt/pins/file /mnt/pins/space\n0", RunWith(container, Pin(source + "/pins")).Text);
    }

    [RuncDiffersTheory(MapsIds)]
    [InlineData("rbind")]
    [InlineData("rbind,ridmap")]
    public void A_mount_namespace_that_is_pinned_below_an_id_mapped_source_is_left_out(string options)
    {
        using var container = new Container("stat -c %u /mnt; echo /mnt/pins/*");
        string source = container.HostDirectory("source/pins")[..^"/pins".Length];
        JsonObject bind = Config.Bind(source, "/mnt", options.Split(','));
        foreach (string maps in (string[])["uidMappings", "gidMappings"])
            bind[maps] = JsonNode.Parse("[{\"containerID\":0,\"hostID\":7,\"size\":10}]");
        container.Add(bind);
        Command run = RunWith(container, Pin(source + "/pins")).Succeeded();
        Assert.Equal("7\n/mnt/pins/file /mnt/pins/space", run.Text);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_mount_namespace_that_is_pinned_in_the_rootfs_is_left_out(bool userNamespace, bool hooks)
    {
        using var container = new Container("echo /pins/*; grep -c nsfs /proc/self/mountinfo");
        if (userNamespace) MapUsers(container);
        // With a hook the root is attached at its own path.
        if (hooks)
            container.Config["hooks"] = JsonNode.Parse("{\"createRuntime\":[{\"path\":\"/bin/true\"}]}");
        Directory.CreateDirectory(container.InRootfs("pins"));
        string binds = $"mount --rbind {container.Rootfs} {container.Rootfs}; ";
        Assert.Equal("/pins/file /pins/space\n0", RunWith(container, binds + Pin(container.InRootfs("pins"))).Text);
    }
}
