using System;
using System.IO;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>Images with hostile symbolic links: nothing is made, mounted or changed outside of the rootfs.</summary>
public sealed class Security_Symlinks
{
    /// <summary>A directory of the host that must stay as it is.</summary>
    private static string Victim(Container container) => container.HostDirectory("victim");

    private static void AssertUntouched(Container container, string victim)
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(victim));
        Assert.DoesNotContain(victim, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
        Assert.NotEqual("", container.Id);
    }

    [Theory]
    [InlineData("absolute")]
    [InlineData("relative")]
    [InlineData("parent")]
    public void A_mount_target_that_is_a_link_outside_stays_inside(string kind)
    {
        using var container = new Container("true");
        string victim = Victim(container);
        string target = kind switch
        {
            "absolute" => victim,
            "relative" => "../../../../../../../.." + victim,
            _ => ".." + victim,
        };
        File.CreateSymbolicLink(container.InRootfs("link"), target);
        // Nothing is mounted on /link itself: what would then be made below it could not lie outside.
        container.Add(
            Config.Mount("/link/below", "tmpfs", "tmpfs"),
            Config.Bind(container.HostFile("file"), "/link/file")
        );
        container.Run(); // working inside the rootfs and refusing are both safe
        AssertUntouched(container, victim);
    }

    [Fact]
    public void A_mount_target_with_dots_stays_inside()
    {
        using var container = new Container("cat /proc/self/mountinfo");
        string victim = Victim(container);
        // A hook has the root found where the bundle has it, from where dots could lead to the host's directories.
        OciRuntime.SpecTests.Hooks.Config_Hooks.Add(container, "createContainer", "true");
        container.Add(
            Config.Mount("/../../../../../../" + victim, "tmpfs", "tmpfs"),
            Config.Mount("/home/../../victim/x", "tmpfs", "tmpfs"),
            Config.Mount("/home/../../../../../.." + victim + "/x", "tmpfs", "tmpfs")
        );
        container.Run();
        AssertUntouched(container, victim);
    }

    [RuncDiffersFact("1.1 makes the links of /dev through the image's link, outside of the rootfs")]
    public void A_dev_of_the_image_that_is_a_link_outside_stays_inside() =>
        A_directory_of_the_image_that_is_a_link_outside_stays_inside("dev");

    [Theory]
    [InlineData("proc")]
    [InlineData("sys")]
    [InlineData("etc")]
    public void A_directory_of_the_image_that_is_a_link_outside_stays_inside(string name)
    {
        using var container = new Container("true");
        string victim = Victim(container);
        Directory.Delete(container.InRootfs(name), true);
        File.CreateSymbolicLink(container.InRootfs(name), victim);
        container.Add(Config.Bind(container.HostFile("hosts"), "/etc/hosts"));
        container.Run();
        AssertUntouched(container, victim);
    }

    /// <summary>CVE-2023-27561, CVE-2023-28642: /proc or /sys that the image makes a link to another directory.</summary>
    [Theory]
    [InlineData("proc")]
    [InlineData("sys")]
    public void Proc_and_sys_that_are_links_are_refused(string name)
    {
        using var container = new Container("cat /proc/self/mountinfo");
        Directory.Delete(container.InRootfs(name));
        File.CreateSymbolicLink(container.InRootfs(name), "/home");
        container.Run().Failed(name);
        Assert.Empty(container.FindLeftovers());
    }

    /// <summary>Another mount comes to lie on /dev: devices and masks are those of the one that the program sees.</summary>
    [Theory]
    [InlineData("/alias")]
    [InlineData("/./dev")]
    [InlineData("/dev/../dev")]
    public void A_mount_over_dev_by_another_name_is_where_the_devices_are_made(string name)
    {
        using var container = new Container("ls /dev/null /dev/fd; grep -c ' /dev ' /proc/self/mountinfo");
        File.CreateSymbolicLink(container.InRootfs("alias"), "/dev");
        container.Add(Config.Mount(name, "tmpfs", "second"));
        string[] lines = container.Run().Succeeded().Lines;
        Assert.Contains("/dev/null", lines);
        Assert.Equal("2", lines[^1]);
    }

    /// <summary>Masks hide what the program sees, also where a second sysfs covers the first.</summary>
    [RuncDiffersTheory("no mount may lie in /sys by a link")]
    [InlineData("/alias")]
    [InlineData("/./sys")]
    public void A_mount_over_sys_by_another_name_is_what_is_masked(string name)
    {
        using var container = new Container("ls /sys/kernel");
        string volume = container.HostDirectory("volume/kernel");
        File.WriteAllText(Path.Combine(volume, "seen"), "");
        File.CreateSymbolicLink(container.InRootfs("alias"), "/sys");
        container.Add(Config.Bind(Path.Combine(container.Bundle, "volume"), name));
        container.Linux["maskedPaths"] = Config.Array("/sys/kernel");
        Assert.Equal("", container.Run().Succeeded().Output);
    }

    [RuncDiffersFact("1.1 makes the links of /dev through the image's link, outside of the rootfs")]
    public void A_device_through_a_link_outside_is_made_inside()
    {
        using var container = new Container("true");
        string victim = Victim(container);
        container.Mounts.RemoveAt(2);
        container.Mounts.RemoveAt(1); // /dev of the image
        Directory.Delete(container.InRootfs("dev"));
        File.CreateSymbolicLink(container.InRootfs("dev"), victim);
        container.Run();
        AssertUntouched(container, victim);
    }

    [Theory]
    [InlineData("maskedPaths")]
    [InlineData("readonlyPaths")]
    public void A_masked_or_readonly_path_that_is_a_link_outside_stays_inside(string member)
    {
        using var container = new Container("true");
        string victim = Victim(container);
        File.CreateSymbolicLink(container.InRootfs("link"), victim);
        container.Linux[member] = Config.Array("/link", "/link/x", "/../../victim");
        container.Run();
        AssertUntouched(container, victim);
    }

    [Theory]
    [InlineData("/link")]
    [InlineData("/link/new")]
    public void A_working_directory_that_is_a_link_outside_stays_inside(string cwd)
    {
        using var container = new Container("pwd");
        string victim = Victim(container);
        File.CreateSymbolicLink(container.InRootfs("link"), victim);
        container.Process["cwd"] = cwd;
        container.Run();
        AssertUntouched(container, victim);
    }

    /// <summary>CVE-2024-45310: a target made through a link below a shared volume.</summary>
    [Fact]
    public void A_mount_target_made_below_a_volume_with_links_stays_inside()
    {
        using var container = new Container("true");
        string victim = Victim(container), volume = container.HostDirectory("volume");
        File.CreateSymbolicLink(Path.Combine(volume, "out"), victim);
        container.Add(
            Config.Bind(volume, "/vol"),
            Config.Bind(container.HostFile("file"), "/vol/out/file"),
            Config.Mount("/vol/out/directory", "tmpfs", "tmpfs")
        );
        container.Run();
        AssertUntouched(container, victim);
    }

    [Fact]
    public void A_tmpcopyup_copies_links_and_does_not_follow_them()
    {
        using var container = new Container("readlink /etc/shadow-link");
        string secret = container.HostFile("secret", "secret");
        File.CreateSymbolicLink(container.InRootfs("etc/shadow-link"), secret);
        container.Add(Config.Mount("/etc", "tmpfs", "tmpfs", "tmpcopyup"));
        Assert.Equal(secret, container.Output());
    }

    /// <summary>
    /// crun's CVE-2025-24965: a file that the runtime writes into the rootfs for a handler; there is no such file here.
    /// </summary>
    [Fact]
    public void No_file_is_written_into_the_rootfs_for_an_annotation()
    {
        using var container = new Container("true");
        string victim = container.HostFile("victim-file", "as it was");
        File.CreateSymbolicLink(container.InRootfs(".krun_config.json"), victim);
        container.Config["annotations"] = new System.Text.Json.Nodes.JsonObject { ["run.oci.handler"] = "krun" };
        container.Run();
        Assert.Equal("as it was", File.ReadAllText(victim));
    }
}
