using System.IO;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>
/// config.md, apparmorProfile and selinuxLabel; config-linux.md, mountLabel: on a host that has neither, an error and
/// no container.
/// </summary>
public class LsmTests
{
    [Fact]
    public void A_label_that_the_host_cannot_apply_is_an_error()
    {
        if (File.Exists("/sys/fs/selinux/enforce") || Directory.Exists("/sys/kernel/security/apparmor"))
            return; // the host can
        using Container container = Probes.Container("/probe", "status", "Pid");
        container.Process["selinuxLabel"] = "system_u:system_r:container_t:s0";
        Assert.Equal(
            "",
            container
                .Run()
                .Failed("selinux label is specified in config, but selinux is disabled or not supported")
                .Output
        );

        container.Process.Remove("selinuxLabel");
        container.Process["apparmorProfile"] = "container-default";
        Assert.Equal("", container.Run().Failed("apparmor").Output);
    }

    [RuncDiffersTheory("1.1 leaves the refusal to the kernel, in its words")]
    [InlineData("--process-label", "selinux label is specified in config, but selinux is disabled or not supported")]
    [InlineData("--apparmor", "apparmor: config provided but apparmor not supported")]
    public void A_label_of_exec_that_the_host_cannot_apply_is_an_error(string option, string message)
    {
        if (File.Exists("/sys/fs/selinux/enforce") || Directory.Exists("/sys/kernel/security/apparmor"))
            return; // the host can
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        container.Start().Succeeded();
        Assert.Equal(
            "",
            RuntimeUnderTest
                .Run("exec", option, "container-default", container.Id, "echo", "ran")
                .Failed(message)
                .Output
        );
    }

    [Fact]
    public void An_empty_label_is_no_label()
    {
        using Container container = Probes.Container("/probe", "status", "Pid");
        container.Process["selinuxLabel"] = "";
        container.Process["apparmorProfile"] = "";
        container.Linux["mountLabel"] = "";
        container.Run().Succeeded();
    }
}
