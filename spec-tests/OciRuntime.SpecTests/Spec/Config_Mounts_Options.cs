using System;
using System.Linq;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>config.md, "Linux mount options": each option of the table, seen in mountinfo.</summary>
public sealed class Config_Mounts_Options
{
    /// <summary>
    /// The options of the first column, each with what mountinfo shows for it: <c>+x</c> shown, <c>-x</c> not shown.
    /// </summary>
    [Theory]
    [InlineData("async", "-sync")]
    [InlineData("atime", "-noatime")]
    [InlineData("dev", "-nodev")]
    [InlineData("diratime", "-nodiratime")]
    [InlineData("dirsync", "+dirsync")]
    [InlineData("exec", "-noexec")]
    [InlineData("loud", "+rw")]
    [InlineData("mand", "+rw")] // the kernel ignores it since 5.15
    [InlineData("noatime", "+noatime")]
    [InlineData("nodev", "+nodev")]
    [InlineData("nodiratime", "+nodiratime")]
    [InlineData("noexec", "+noexec")]
    [InlineData("nomand", "+rw")]
    [InlineData("norelatime", "+rw")]
    [InlineData("nostrictatime", "+rw")]
    [InlineData("nosuid", "+nosuid")]
    [InlineData("relatime", "+relatime")]
    [InlineData("ro", "+ro")]
    [InlineData("rw", "+rw")]
    [InlineData("silent", "+rw")]
    [InlineData("strictatime", "-relatime")]
    [InlineData("suid", "-nosuid")]
    [InlineData("sync", "+sync")]
    public void Each_option_of_a_filesystem_is_set(string option, string expected) =>
        Check(Config.Mount("/mnt", "tmpfs", "tmpfs", option), expected);

    [RuncDiffersTheory("1.1 passes these on to the filesystem, which refuses them")]
    [InlineData("defaults", "+rw")]
    [InlineData("nosymfollow", "+nosymfollow")]
    [InlineData("symfollow", "-nosymfollow")]
    [InlineData("iversion", "+rw")]
    [InlineData("noiversion", "+rw")]
    [InlineData("lazytime", "+lazytime")]
    [InlineData("nolazytime", "-lazytime")]
    public void Each_option_of_a_filesystem_in_newer_specs_is_set(string option, string expected) =>
        Each_option_of_a_filesystem_is_set(option, expected);

    [Theory]
    [InlineData("noatime", "+noatime")]
    [InlineData("nodev", "+nodev")]
    [InlineData("nodiratime", "+nodiratime")]
    [InlineData("noexec", "+noexec")]
    [InlineData("nosuid", "+nosuid")]
    [InlineData("ro", "+ro")]
    public void Each_option_of_a_bind_is_set(string option, string expected)
    {
        using var container = new Container("cat /proc/self/mountinfo");
        container.Add(Config.Bind(container.HostDirectory("directory"), "/mnt", "bind", option));
        Check(container, "/mnt", expected);
    }

    /// <summary>The r-forms set the attribute on the mount and on those below: /dev has some on every host.</summary>
    [Theory]
    [InlineData("rro", "+ro")]
    [InlineData("rnodev", "+nodev")]
    [InlineData("rnoexec", "+noexec")]
    [InlineData("rnosuid", "+nosuid")]
    [InlineData("rnodiratime", "+nodiratime")]
    [InlineData("rrelatime", "+relatime")]
    [InlineData("rnoatime", "+noatime")]
    [InlineData("rstrictatime", "-relatime")]
    [InlineData("rnosymfollow", "+nosymfollow")]
    [InlineData("rrw", "+rw")]
    [InlineData("rdev", "-nodev")]
    [InlineData("rexec", "-noexec")]
    [InlineData("rsuid", "-nosuid")]
    [InlineData("rdiratime", "-nodiratime")]
    [InlineData("rsymfollow", "-nosymfollow")]
    [InlineData("rnorelatime", "+rw")]
    public void Each_recursive_option_of_a_bind_is_set(string option, string expected)
    {
        using var container = new Container("cat /proc/self/mountinfo");
        // a container's own tree: what lies below is known
        string directory = container.HostDirectory("directory");
        container.HostDirectory("directory/below");
        container.Add(
            Config.Mount("/mnt", "tmpfs", "tmpfs"),
            Config.Bind(directory, "/mnt/a", "bind"),
            Config.Mount("/mnt/a/below", "tmpfs", "tmpfs"),
            Config.Bind("/dev", "/home", "rbind", option)
        );
        MountInfo[] mounts = MountInfo
            .ParseAll(container.Output())
            .Where(mount => mount.Target == "/home" || mount.Target.StartsWith("/home/", StringComparison.Ordinal))
            .ToArray();
        Assert.True(mounts.Length > 1, "the host has nothing mounted below /dev");
        Assert.All(mounts, mount => Check(mount, expected));
    }

    [RuncDiffersTheory("1.1 asks mount_setattr(2) to clear one of the atime values, which is not a flag")]
    [InlineData("ratime", "-noatime")]
    [InlineData("rnostrictatime", "+rw")]
    public void Each_recursive_option_of_a_bind_is_set_without_an_atime_flag(string option, string expected) =>
        Each_recursive_option_of_a_bind_is_set(option, expected);

    [Theory]
    [InlineData("private", "")]
    [InlineData("rprivate", "")]
    [InlineData("shared", "shared:")]
    [InlineData("rshared", "shared:")]
    [InlineData("slave", "")]
    [InlineData("rslave", "")]
    [InlineData("unbindable", "unbindable")]
    [InlineData("runbindable", "unbindable")]
    public void Each_propagation_option_is_set(string option, string expected)
    {
        using var container = new Container("cat /proc/self/mountinfo");
        container.Add(Config.Mount("/mnt", "tmpfs", "tmpfs", option));
        string optional = MountInfo.Find(container.Output(), "/mnt").Optional;
        if (expected.Length == 0) Assert.DoesNotContain("shared", optional, StringComparison.Ordinal);
        else Assert.Contains(expected, optional, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ro,rw", "+rw")]
    [InlineData("rw,ro", "+ro")]
    [InlineData("noexec,exec", "-noexec")]
    [InlineData("noatime,atime", "-noatime")]
    [InlineData("nosuid,nodev,noexec,ro,noatime", "+nosuid")]
    public void The_last_of_contradicting_mount_options_counts(string options, string expected) =>
        Check(Config.Mount("/mnt", "tmpfs", "tmpfs", options.Split(',')), expected);

    [RuncDiffersTheory("runc passes crun's options on to the filesystem, which refuses them")]
    [InlineData("rsync", "+sync")]
    [InlineData("rdirsync", "+dirsync")]
    [InlineData("rasync", "-sync")]
    [InlineData("rmand", "+rw")] // the kernel ignores it since 5.15
    [InlineData("rnomand", "+rw")]
    public void Cruns_recursive_options_of_a_filesystem_are_set(string option, string expected) =>
        Each_option_of_a_filesystem_is_set(option, expected);

    [RuncDiffersTheory("1.1 ignores them, 1.2 and later refuse them")]
    [InlineData("readonly", "did you mean ro?")]
    [InlineData("RO", "did you mean ro?")]
    [InlineData("nosuids", "did you mean nosuid?")]
    [InlineData("size=10m", "")]
    public void An_option_that_has_no_effect_on_a_bind_is_refused(string option, string hint)
    {
        using var container = new Container("true");
        container.Add(Config.Bind(container.HostDirectory("directory"), "/mnt", "rbind", option));
        Command failed = container.Run().Failed($"`{option}` has no effect on a bind mount");
        Assert.Contains(hint, failed.Error, StringComparison.Ordinal);
        Assert.Contains("/mounts/4/options/1", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bind_keeps_the_flags_of_its_source_that_it_does_not_name()
    {
        using var container = new Container("cat /proc/self/mountinfo");
        container.Add(Config.Bind("/proc/sys", "/mnt", "bind", "ro"));
        MountInfo source = MountInfo
            .ParseAll(System.IO.File.ReadAllText("/proc/self/mountinfo"))
            .Last(mount => mount.Target == "/proc");
        MountInfo bind = MountInfo.Find(container.Output(), "/mnt");
        Assert.Contains("ro", bind.Options);
        foreach (string flag in (string[])["nosuid", "nodev", "noexec"])
            Assert.Equal(source.Options.Contains(flag), bind.Options.Contains(flag));
    }

    private static void Check(System.Text.Json.Nodes.JsonObject mount, string expected)
    {
        using var container = new Container("cat /proc/self/mountinfo");
        container.Add(mount);
        Check(container, "/mnt", expected);
    }

    private static void Check(Container container, string target, string expected) =>
        Check(MountInfo.Find(container.Output(), target), expected);

    private static void Check(MountInfo mount, string expected)
    {
        string[] all = [.. mount.Options, .. mount.SuperOptions];
        // rw and ro exist for the mount and for the filesystem: the mount's count
        if (expected is "+rw" or "+ro") all = mount.Options;
        if (expected[0] == '+') Assert.Contains(expected[1..], all);
        else Assert.DoesNotContain(expected[1..], all);
    }
}
