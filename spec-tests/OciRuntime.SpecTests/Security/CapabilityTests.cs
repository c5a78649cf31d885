using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>config.md, Linux Process, capabilities: what the process has is exactly what the config says.</summary>
public class CapabilityTests
{
    private static Container Make(uint uid, JsonObject capabilities)
    {
        Container container = Probes.Container("/probe", "status", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb");
        container.Process["user"]!["uid"] = uid;
        container.Process["capabilities"] = capabilities;
        return container;
    }

    private static JsonObject Sets(
        string[] bounding,
        string[] permitted,
        string[] effective,
        string[] inheritable,
        string[] ambient
    ) =>
        new()
        {
            ["bounding"] = Config.Array(bounding),
            ["permitted"] = Config.Array(permitted),
            ["effective"] = Config.Array(effective),
            ["inheritable"] = Config.Array(inheritable),
            ["ambient"] = Config.Array(ambient),
        };

    [Fact]
    public void Root_keeps_the_bounding_set_and_nothing_is_inheritable_unless_stated()
    {
        using Container container = Make(0, Sets(["CAP_KILL", "CAP_CHOWN"], ["CAP_KILL"], ["CAP_KILL"], [], []));
        container.Process["noNewPrivileges"] = false;
        // execve as root gives the bounding set, capabilities(7)
        Assert.Equal(
            [
                "CapInh:\t0000000000000000",
                "CapPrm:\t0000000000000021",
                "CapEff:\t0000000000000021",
                "CapBnd:\t0000000000000021",
                "CapAmb:\t0000000000000000",
            ],
            container.Run().Succeeded().Lines
        );
    }

    [Fact]
    public void A_user_keeps_its_ambient_capabilities_and_no_other_through_execve()
    {
        string[] both = ["CAP_NET_BIND_SERVICE", "CAP_KILL"], one = ["CAP_NET_BIND_SERVICE"];
        using Container container = Make(1000, Sets(both, both, both, one, one));
        Assert.Equal(
            [
                "CapInh:\t0000000000000400",
                "CapPrm:\t0000000000000400",
                "CapEff:\t0000000000000400",
                "CapBnd:\t0000000000000420",
                "CapAmb:\t0000000000000400",
            ],
            container.Run().Succeeded().Lines
        );
    }

    [Fact]
    public void No_capabilities_in_the_config_means_none()
    {
        using Container container = Make(0, []);
        container.Process.Remove("capabilities");
        Assert.Equal(
            [
                "CapInh:\t0000000000000000",
                "CapPrm:\t0000000000000000",
                "CapEff:\t0000000000000000",
                "CapBnd:\t0000000000000000",
                "CapAmb:\t0000000000000000",
            ],
            container.Run().Succeeded().Lines
        );
    }

    [Fact]
    public void Capabilities_that_cannot_be_granted_are_a_warning_and_no_failure()
    {
        // runc 1.1 says the same in its log
        using Container container = Make(
            1000,
            Sets(["CAP_KILL", "CAP_NO_SUCH"], ["CAP_KILL"], ["CAP_KILL"], [], ["CAP_KILL"])
        );
        string log = Path.Combine(container.Bundle, "log");
        container.WriteConfig();
        string output = RuntimeUnderTest
            .Run("--log", log, "run", "--bundle", container.Bundle, container.Id)
            .Succeeded()
            .Output;
        Assert.Contains("CapBnd:\t0000000000000020", output);
        Assert.Contains("CapAmb:\t0000000000000000", output);
        string text = File.ReadAllText(log);
        Assert.Contains("ignoring unknown or unavailable capabilities: [CAP_NO_SUCH]", text);
        if (!RuntimeUnderTest.IsRunc) // runc 1.1.5 drops the kernel's refusal without a word
            Assert.Contains("can't raise ambient capability CAP_KILL", text);
    }
}
