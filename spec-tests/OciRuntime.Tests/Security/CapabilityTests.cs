using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;
using OciRuntime.Config;
using OciRuntime.Security.Capabilities;

namespace OciRuntime.Tests.Security;

/// <summary>config.md, Linux Process, capabilities.</summary>
public class CapabilityTests
{
    private const int LastCap = 40;

    [Fact]
    public void Capability_names_are_those_of_the_header()
    {
        int found = 0;
        foreach (string line in File.ReadLines("/usr/include/linux/capability.h"))
        {
            Match match = Regex.Match(line, @"^#define (CAP_\w+)\s+(\d+)\s*$");
            if (!match.Success)
                continue;
            Assert.True(CapabilityNames.TryParse(match.Groups[1].Value, out int number), line);
            Assert.Equal(int.Parse(match.Groups[2].Value), number);
            Assert.Equal(match.Groups[1].Value, CapabilityNames.Name(number));
            found++;
        }
        Assert.Equal(CapabilityNames.Count, found);
    }

    [Theory]
    [InlineData("CHOWN")]
    [InlineData("cap_chown")]
    [InlineData("CAP_NONE")]
    [InlineData("")]
    public void Other_spellings_of_capabilities_are_unknown(string name) =>
        Assert.False(CapabilityNames.TryParse(name, out _));

    [Fact]
    public void Capability_sets_are_exactly_the_configs()
    {
        List<string> warnings = [];
        CapabilitySets sets = CapabilitySets.Compile(
            new LinuxCapabilities
            {
                Bounding = ["CAP_CHOWN", "CAP_CHECKPOINT_RESTORE"],
                Effective = ["CAP_KILL"],
                Permitted = ["CAP_KILL", "CAP_NET_RAW"],
                Inheritable = ["CAP_NET_RAW"],
                Ambient = ["CAP_NET_RAW"],
            },
            LastCap,
            warnings);
        Assert.Equal(new CapabilitySets(1 | 1UL << 40, 1 << 5, 1 << 13, 1 << 5 | 1 << 13, 1 << 13), sets);
        Assert.Empty(warnings);
    }

    [Fact]
    public void No_capabilities_in_the_config_means_none() =>
        Assert.Equal(default, CapabilitySets.Compile(null, LastCap, []));

    [Fact]
    public void Unknown_and_unavailable_capabilities_are_left_out_with_one_warning()
    {
        List<string> warnings = [];
        CapabilitySets sets = CapabilitySets.Compile(
            new LinuxCapabilities { Bounding = ["CAP_X", "CAP_KILL", "CAP_BPF"], Effective = ["CAP_X", "CAP_A"] },
            lastCap: 38,
            warnings
        );
        Assert.Equal(new CapabilitySets(1 << 5, 0, 0, 0, 0), sets);
        Assert.Equal("ignoring unknown or unavailable capabilities: [CAP_A CAP_BPF CAP_X]", Assert.Single(warnings));
    }

    [Fact]
    public void An_ambient_capability_that_the_kernel_would_refuse_is_left_out_with_a_warning()
    {
        List<string> warnings = [];
        CapabilitySets sets = CapabilitySets.Compile(
            new LinuxCapabilities
            {
                Permitted = ["CAP_KILL", "CAP_CHOWN"],
                Inheritable = ["CAP_CHOWN"],
                Ambient = ["CAP_KILL", "CAP_CHOWN"],
            },
            LastCap,
            warnings
        );
        Assert.Equal(1UL, sets.Ambient);
        Assert.Equal("can't raise ambient capability CAP_KILL: operation not permitted", Assert.Single(warnings));
    }

    [Fact]
    public void Ambient_capabilities_that_the_kernel_would_refuse_share_one_warning()
    {
        List<string> warnings = [];
        CapabilitySets.Compile(new LinuxCapabilities { Ambient = ["CAP_KILL", "CAP_CHOWN"] }, LastCap, warnings);
        Assert.Equal(
            "can't raise ambient capabilities CAP_CHOWN CAP_KILL: operation not permitted",
            Assert.Single(warnings)
        );
    }
}
