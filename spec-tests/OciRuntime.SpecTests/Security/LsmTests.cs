using System.IO;

namespace OciRuntime.SpecTests.Security;

/// <summary>config.md, apparmorProfile and selinuxLabel; config-linux.md, mountLabel: on a host that has neither, an error and no container.</summary>
public class LsmTests
{
    [Fact]
    public void A_label_that_the_host_cannot_apply_is_an_error()
    {
        if (File.Exists("/sys/fs/selinux/enforce") || Directory.Exists("/sys/kernel/security/apparmor"))
            return; // the host can
        using ConfinedContainer container = new("/probe", "status", "Pid");
        container.Process["selinuxLabel"] = "system_u:system_r:container_t:s0";
        (int code, string output, string errors) = container.Run();
        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        Assert.Contains("selinux label is specified in config, but selinux is disabled or not supported", errors);

        container.Process.Remove("selinuxLabel");
        container.Process["apparmorProfile"] = "container-default";
        (code, output, errors) = container.Run();
        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        Assert.Contains("apparmor", errors);
    }

    [Fact]
    public void Empty_labels_are_none()
    {
        using ConfinedContainer container = new("/probe", "status", "Pid");
        container.Process["selinuxLabel"] = "";
        container.Process["apparmorProfile"] = "";
        container.Linux["mountLabel"] = "";
        Assert.Equal(0, container.Run().Code);
    }
}
