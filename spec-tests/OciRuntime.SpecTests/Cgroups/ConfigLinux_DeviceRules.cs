using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cgroups;

/// <summary>config-linux.md, "Allowed Device list", tried from inside.</summary>
public sealed class ConfigLinux_DeviceRules
{
    // Numbers that no driver has: who may open them is told that there is no such device, who may not, that it is not
    // permitted.
    private const string Try =
        "mknod /tmp/c c 235 11; mknod /tmp/b b 235 0 && echo mknod; cat /dev/null && echo null; may() { (eval \": "
        + "$1\") 2>&1 | grep -q 'not permitted' || echo $2; }; "
        + "may '</tmp/c' read; may '>>/tmp/c' write; may '</tmp/b' other";

    [Theory]
    [InlineData("""[{"allow":false,"access":"rwm"}]""", "mknod null")]
    [InlineData(
        """[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":235,"minor":11,"access":"r"}]""",
        "mknod null read"
    )]
    [InlineData(
        """[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":235,"minor":11,"access":"rw"}]""",
        "mknod null read write"
    )]
    [InlineData(
        """[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":235,"access":"w"}]""",
        "mknod null write"
    )]
    [InlineData(
        """[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","minor":11,"access":"rwm"}]""",
        "mknod null read write"
    )]
    [InlineData(
        """[{"allow":true,"access":"rwm"},{"allow":false,"type":"c","major":235,"minor":11,"access":"w"}]""",
        "mknod null read other"
    )]
    [InlineData(
        """[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":235,"minor":11,"access":"rw"},{"allow":false,"type":"c","major":235,"minor":11,"access":"w"}]""",
        "mknod null read"
    )]
    [InlineData("[]", "mknod null")]
    public void Device_rules_decide_which_devices_open(string rules, string expected)
    {
        using var container = new Container(Try);
        container.Resources["devices"] = JsonNode.Parse(rules);
        // a tmpfs of the container's own: nodes on it are device nodes
        container.Add(Config.Mount("/tmp", "tmpfs", "tmpfs"));
        Assert.Equal(expected, container.Output().Replace('\n', ' '));
    }

    [Fact]
    public void Without_resources_devices_are_restricted_too()
    {
        using var container = new Container(Try);
        container.Linux.Remove("resources");
        container.Add(Config.Mount("/tmp", "tmpfs", "tmpfs"));
        Assert.Equal("mknod null", container.Output().Replace('\n', ' '));
    }

    [Fact]
    public void Every_container_may_open_tun()
    {
        // devices.txt: 10:200 is /dev/net/tun; without its driver there is no such device, which is another error
        using var container = new Container(
            "mknod /tmp/tun c 10 200; (eval ': </tmp/tun') 2>&1 | grep 'not permitted'; echo tried"
        );
        container.Add(Config.Mount("/tmp", "tmpfs", "tmpfs"));
        Assert.Equal("tried", container.Output());
    }

    [RuncDiffersFact("runc 1.1 takes any rule for all types as everything")]
    public void A_device_rule_for_all_types_with_numbers_is_not_a_rule_for_every_device()
    {
        using var container = new Container(Try);
        container.Resources["devices"] = JsonNode.Parse(
            """[{"allow":true,"type":"a","major":10,"minor":229,"access":"rw"}]"""
        );
        container.Add(Config.Mount("/tmp", "tmpfs", "tmpfs"));
        Assert.Equal("mknod null", container.Output().Replace('\n', ' '));
    }
}
