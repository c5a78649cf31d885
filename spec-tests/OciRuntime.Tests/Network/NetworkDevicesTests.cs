using System;
using System.Collections.Generic;
using System.Diagnostics;
using OciRuntime.Config;
using OciRuntime.Network;

namespace OciRuntime.Tests.Network;

/// <summary>Devices of a container that is restored into a network namespace that has outlived it.</summary>
public sealed class NetworkDevicesTests : IDisposable
{
    private readonly System.Diagnostics.Process _holder;

    public NetworkDevicesTests()
    {
        ProcessStartInfo start = new(
            "unshare",
            ["--net", "sh", "-c", "busybox ip link add kept0 type veth && echo ready && read line"]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _holder = System.Diagnostics.Process.Start(start)!;
        Assert.Equal("ready", _holder.StandardOutput.ReadLine());
    }

    public void Dispose()
    {
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
    }

    [Theory]
    [InlineData("kept0", "")]
    [InlineData("eth7", "kept0")]
    public void A_network_device_that_is_already_in_the_namespace_is_not_looked_up_on_the_host(
        string name,
        string renamed
    ) =>
        NetworkDevices.Restore(Linux(name, renamed), _holder.Id);

    [Fact]
    public void A_network_device_that_neither_host_nor_namespace_has_is_an_error() =>
        Assert.Contains(
            "missing0",
            Assert.ThrowsAny<Exception>(() => NetworkDevices.Restore(Linux("missing0", ""), _holder.Id)).Message,
            StringComparison.Ordinal
        );

    private Linux Linux(string name, string renamed) => new()
    {
        Namespaces = [new LinuxNamespace { Type = "network", Path = $"/proc/{_holder.Id}/ns/net" }],
        NetDevices = new Dictionary<string, LinuxNetDevice> { [name] = new() { Name = renamed } },
    };
}
