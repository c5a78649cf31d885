using OciRuntime.ProcessAttributes;

namespace OciRuntime.Tests.ProcessAttributes;

/// <summary>Names of kernel parameters, sysctl.d(5).</summary>
public sealed class SysctlCompilerTests
{
    [Theory]
    [InlineData("net.ipv4.ip_forward", "net/ipv4/ip_forward")]
    [InlineData("net/ipv4/ip_forward", "net/ipv4/ip_forward")]
    [InlineData("net.ipv4.conf.eno2/100.rp_filter", "net/ipv4/conf/eno2.100/rp_filter")]
    [InlineData("net/ipv4/conf/eno2.100/rp_filter", "net/ipv4/conf/eno2.100/rp_filter")]
    [InlineData("plain", "plain")]
    public void The_first_separator_of_a_sysctl_decides_how_it_is_read(string name, string path)
    {
        Assert.Equal(path, SysctlCompiler.Path(name));
    }
}
