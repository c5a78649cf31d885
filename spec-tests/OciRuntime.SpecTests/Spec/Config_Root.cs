using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>config.md, "Root", "Hostname", "Domainname" and the version.</summary>
public sealed class Config_Root
{
    [Fact]
    public void The_root_is_writable_without_readonly()
    {
        using var container = new Container("echo text >/file");
        container.Output();
        Assert.Equal("text\n", File.ReadAllText(container.InRootfs("file")));
    }

    [Fact]
    public void A_readonly_root_cannot_be_written()
    {
        using var container = new Container("echo text >/file");
        container.Config["root"] = new JsonObject { ["path"] = "rootfs", ["readonly"] = true };
        container.Run().Failed("Read-only file system");
        Assert.False(File.Exists(container.InRootfs("file")));
    }

    [Fact]
    public void A_readonly_root_has_mount_targets_that_were_made_before()
    {
        using var container = new Container("ls -d /new/target; echo x >/new/target/file && cat /new/target/file");
        container.Config["root"] = new JsonObject { ["path"] = "rootfs", ["readonly"] = true };
        container.Add(Config.Mount("/new/target", "tmpfs", "tmpfs"));
        Assert.Equal("/new/target\nx", container.Output());
    }

    [Fact]
    public void Hostname_and_domainname_are_the_configs_and_not_the_hosts()
    {
        string before = File.ReadAllText("/proc/sys/kernel/hostname");
        using var container = new Container("hostname; cat /proc/sys/kernel/hostname");
        container.Config["hostname"] = "a-name";
        Assert.Equal("a-name\na-name", container.Output());
        Assert.Equal(before, File.ReadAllText("/proc/sys/kernel/hostname"));
    }

    [RuncDiffersFact("1.1 has no domainname")]
    public void Domainname_is_the_configs()
    {
        using var container = new Container("cat /proc/sys/kernel/domainname");
        container.Config["domainname"] = "example.org";
        Assert.Equal("example.org", container.Output());
    }

    [Fact]
    public void Hostname_without_a_new_uts_namespace_is_an_error()
    {
        using var container = new Container("true");
        container.Linux["namespaces"] = Config.Namespaces("pid", "mount");
        container.Run().Failed("hostname");
    }

    [RuncDiffersTheory("1.1 reads no version at all")]
    [InlineData("2.0.0")]
    [InlineData("not a version")]
    [InlineData("")]
    public void A_version_of_another_major_number_is_an_error(string version)
    {
        using var container = new Container("true");
        container.Config["ociVersion"] = version;
        container.Run().Failed("ociVersion");
    }

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("1.0.2-dev")]
    [InlineData("1.1.0+dev")]
    [InlineData("1.2.1")]
    [InlineData("1.3.0")]
    public void A_version_of_this_major_number_runs(string version)
    {
        using var container = new Container("true");
        container.Config["ociVersion"] = version;
        container.Output();
    }
}
