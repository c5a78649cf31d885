using System;
using System.IO;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>
/// A container that is root of its own user namespace, with all capabilities over its mounts: what the host has made
/// of its mounts stays so (mount_namespaces(7)).
/// </summary>
public sealed class Security_UserNamespaces
{
    /// <summary>A read-only mount, and below it a noexec one that covers a file.</summary>
    private const string HostMounts = """
        touch $1/inner/covered && mount --make-rprivate / && mount -t tmpfs tmpfs $1 && mkdir $1/inner &&
        echo covered >$1/inner/covered && mount -t tmpfs tmpfs $1/inner && touch $1/inner/shown &&
        mount -o remount,bind,ro,noexec $1/inner && mount -o remount,bind,ro $1
        """;

    private static Container Make(string script, params string[] options)
    {
        Container container = new Container(script).AddUserNamespace(hostId: 0);
        string[] all = [.. Config.DefaultCapabilities, "CAP_SYS_ADMIN", "CAP_DAC_OVERRIDE"];
        container.Process["capabilities"] = Config.Capabilities(all);
        Directory.CreateDirectory(Path.Combine(container.HostDirectory("source"), "inner"));
        container.Add(Config.Bind(Path.Combine(container.Bundle, "source"), "/mnt", options));
        return container;
    }

    /// <summary>Runs it in a mount namespace of the host with <see cref="HostMounts"/>.</summary>
    private static Command RunOn(Container container, string prepared, string mounts = HostMounts)
    {
        container.WriteConfig();
        return Command.Run(
            "/usr/bin/unshare",
            [
                "-m",
                "sh",
                "-ec",
                mounts + "\nshift; exec \"$@\"",
                "sh",
                prepared,
                RuntimeUnderTest.Binary,
                .. RuntimeUnderTest.Global,
                "run",
                "--bundle",
                container.Bundle,
                container.Id,
            ]
        );
    }

    private static string Source(Container container) => Path.Combine(container.Bundle, "source");

    [Fact]
    public void Flags_of_host_mounts_cannot_be_cleared_in_the_container()
    {
        using Container container = Make(
            "busybox mount -o remount,bind,rw /mnt; busybox mount -o remount,bind,rw,exec /mnt/inner; "
                + "touch /mnt/new && echo WRITTEN; touch /mnt/inner/new && echo WRITTEN; grep /mnt /proc/self/mountinfo",
            "rbind"
        );
        Command run = RunOn(container, Source(container));
        Assert.DoesNotContain("WRITTEN", run.Output, StringComparison.Ordinal);
        MountInfo[] mounts = MountInfo.ParseAll(run.Output);
        Assert.Equal(2, mounts.Length);
        Assert.All(mounts, mount => Assert.Contains("ro", mount.Options));
        Assert.Contains("noexec", mounts[1].Options);
    }

    [Fact]
    public void What_host_mounts_cover_cannot_be_uncovered_in_the_container()
    {
        using Container container = Make("busybox umount -l /mnt/inner; ls /mnt/inner", "rbind");
        Assert.Equal("shown", RunOn(container, Source(container)).Text);
    }

    [Fact]
    public void A_bind_that_would_uncover_what_host_mounts_cover_is_refused()
    {
        using Container container = Make("ls /mnt/inner", "bind");
        Command run = RunOn(container, Source(container)).Failed();
        Assert.DoesNotContain("covered", run.Output, StringComparison.Ordinal);
        if (!RuntimeUnderTest.IsRunc) Assert.Contains("has mounts below it", run.Error, StringComparison.Ordinal);
        Assert.Empty(container.FindLeftovers());
    }

    /// <summary>The mount itself may be written; only the one below it is read-only.</summary>
    [RuncDiffersTheory("1.1 has no recursive attributes")]
    [InlineData("rbind,rrw")]
    [InlineData("rbind,rexec")]
    public void An_option_that_would_clear_a_flag_of_a_mount_below_is_refused(string options)
    {
        using Container container = Make("true", options.Split(','));
        RunOn(container, Source(container), HostMounts + " && mount -o remount,bind,rw $1").Failed("source");
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void A_root_filesystem_that_the_host_mounted_read_only_stays_read_only()
    {
        using Container container = Make("busybox mount -o remount,bind,rw /; touch /new && echo WRITTEN", "rbind");
        Directory.CreateDirectory(container.InRootfs("mnt"));
        RunOn(container, container.Rootfs,
            "mount --make-rprivate / && mount --bind $1 $1 && mount -o remount,bind,ro $1").Failed("");
        Assert.False(File.Exists(container.InRootfs("new")));
    }

    [RuncDiffersFact("an extension of crun's")]
    public void A_mount_that_a_running_container_gets_keeps_the_flags_and_covers_of_the_host()
    {
        using Container container = Make("sleep 1000", "rbind");
        Directory.CreateDirectory(container.InRootfs("late"));
        container.Begin();
        string file = container.HostFile("mounts.json",
            $$"""[{"destination": "/late", "source": "{{Source(container)}}", "options": ["rbind"]}]""");
        Command.Run("/usr/bin/unshare",
            ["-m", "sh", "-ec", HostMounts + "\nshift; exec \"$@\"", "sh", Source(container), RuntimeUnderTest.Binary,
                .. RuntimeUnderTest.Global, "mounts", "add", container.Id, file]).Succeeded();
        Command seen = container.Exec("sh", "-c", "busybox mount -o remount,bind,rw /late; "
            + "touch /late/new && echo WRITTEN; busybox umount -l /late/inner; ls /late/inner");
        Assert.Equal("shown", seen.Text);
    }
}
