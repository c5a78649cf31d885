using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>
/// config-linux.md, "Network Devices", on pairs of veth(4) that the test makes and that end with the container.
/// </summary>
public sealed class ConfigLinux_NetworkDevices : IDisposable
{
    private static readonly string s_ipv6Off = "/proc/sys/net/ipv6/conf/all/disable_ipv6";

    // at most 15 bytes, IFNAMSIZ; no other run of the tests has them
    private readonly string _one = $"one{Random.Shared.Next():x}", _other = $"two{Random.Shared.Next():x}";

    public ConfigLinux_NetworkDevices()
    {
        // busybox leaves the name of the other end to the kernel
        Ip("link", "add", _one, "type", "veth").Succeeded();
    }

    public void Dispose() => Ip("link", "del", _one);

    private static Command Ip(params string[] words) => Command.Run("/bin/busybox", ["ip", .. words]);

    private Container With(string newName, string script) =>
        With(
            new JsonObject { [_one] = newName.Length == 0 ? new JsonObject() : new JsonObject { ["name"] = newName } },
            script
        );

    private static Container With(JsonObject devices, string script)
    {
        var container = new Container(script);
        container.Linux["netDevices"] = devices;
        return container;
    }

    [RuncDiffersFact("1.1 does not know netDevices")]
    public void A_network_device_moves_to_the_container_and_is_up()
    {
        Ip("link", "set", _one, "mtu", "1300").Succeeded();
        using Container container = With("", $"ip link show {_one}");
        string shown = container.Output();
        Assert.Contains($"{_one}@", shown);
        Assert.Contains(",UP", shown);
        Assert.Contains("mtu 1300", shown);
        Assert.NotEqual(0, Ip("link", "show", _one).ExitCode);
    }

    [RuncDiffersTheory("1.1 does not know netDevices")]
    [InlineData("inner0", "inner0")]
    [InlineData("inner%d", "inner0")]
    public void A_network_device_has_the_name_that_the_config_gives(string name, string shown)
    {
        using Container container = With(name, "ip link");
        string links = container.Output();
        Assert.Contains($": {shown}@", links);
        Assert.DoesNotContain(_one, links);
    }

    [RuncDiffersFact("1.1 does not know netDevices")]
    public void Permanent_addresses_of_global_scope_move_with_a_network_device()
    {
        Ip("addr", "add", "10.213.0.1/24", "broadcast", "10.213.0.255", "dev", _one).Succeeded();
        Ip("addr", "add", "10.213.1.1/32", "dev", _one, "scope", "link").Succeeded();
        bool six = File.Exists(s_ipv6Off) && File.ReadAllText(s_ipv6Off).Trim() == "0";
        if (six) Ip("addr", "add", "fd00:213::1/64", "dev", _one).Succeeded();
        Ip("link", "set", _one, "up").Succeeded();
        using Container container = With("inner0", "ip addr show inner0");
        string shown = container.Output();
        Assert.Contains("inet 10.213.0.1/24 brd 10.213.0.255 scope global inner0", shown);
        Assert.Equal(six, shown.Contains("inet6 fd00:213::1/64 scope global", StringComparison.Ordinal));
        Assert.DoesNotContain("10.213.1.1", shown);
    }

    [RuncDiffersFact("1.1 does not know netDevices")]
    public void A_network_device_moves_to_a_namespace_that_is_joined()
    {
        using var first = new Container("sleep 1000");
        first.Begin();
        using Container second = With("inner0", "ip link");
        second.Linux["namespaces"] = Config.Namespaces("mount", "pid", $"network:/proc/{first.Pid}/ns/net");
        second.Config.Remove("hostname");
        Assert.Contains(": inner0@", second.Output());
        Assert.Contains(": inner0@", first.Exec("ip", "link").Succeeded().Text);
    }

    [RuncDiffersFact("1.1 does not know netDevices")]
    public void A_network_device_moves_to_the_network_of_a_user_namespace()
    {
        using Container container = With("inner0", "ip link");
        container.Linux["namespaces"] = Config.Namespaces("user", "pid", "network", "ipc", "uts", "mount");
        foreach (string map in (string[])["uidMappings", "gidMappings"])
            container.Linux[map] = JsonNode.Parse("[{\"containerID\":0,\"hostID\":0,\"size\":65536}]");
        Assert.Contains(": inner0@", container.Output());
    }

    [RuncDiffersFact("1.1 does not know netDevices")]
    public void A_network_device_name_that_is_in_use_is_an_error_and_nothing_moves()
    {
        using Container container = With("lo", "true");
        Assert.Contains(
            $"move the network device `lo`: file exists (EEXIST) [config: /linux/netDevices/{_one}]",
            container.Create().Failed().Error
        );
        Ip("link", "show", _one).Succeeded();
    }

    [RuncDiffersFact("1.1 does not know netDevices")]
    public void A_missing_network_device_is_an_error_and_nothing_moves()
    {
        using Container container = With(
            new JsonObject { [_one] = new JsonObject(), [_other] = new JsonObject() },
            "true"
        );
        Assert.Contains(
            $"find the network device `{_other}`: no such device (ENODEV) [config: /linux/netDevices/{_other}]",
            container.Create().Failed().Error
        );
        Ip("link", "show", _one).Succeeded();
    }

    [RuncDiffersFact("1.1 does not know netDevices")]
    public void A_network_device_that_may_not_move_is_an_error()
    {
        Ip("link", "add", _other, "type", "bridge").Succeeded();
        try
        {
            using Container container = With(new JsonObject { [_other] = new JsonObject() }, "true");
            Assert.Contains(
                $"move the network device `{_other}`: invalid argument (EINVAL)",
                container.Create().Failed().Error
            );
            Ip("link", "show", _other).Succeeded();
        }
        finally
        {
            Ip("link", "del", _other);
        }
    }
}
