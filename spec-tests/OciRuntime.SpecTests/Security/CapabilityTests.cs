using System.IO;
using System.Text.Json.Nodes;

namespace OciRuntime.SpecTests.Security;

/// <summary>config.md, Linux Process, capabilities: what the process has is exactly what the config says.</summary>
public class CapabilityTests
{
    private static string[] Lines(string output) => output.Split('\n', System.StringSplitOptions.RemoveEmptyEntries);

    private static ConfinedContainer Container(uint uid, JsonObject capabilities)
    {
        ConfinedContainer container = new("/probe", "status", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb");
        container.Process["user"]!["uid"] = uid;
        container.Process["capabilities"] = capabilities;
        return container;
    }

    private static JsonObject Sets(string[] bounding, string[] permitted, string[] effective, string[] inheritable, string[] ambient) => new()
    {
        ["bounding"] = ConfinedContainer.Strings(bounding), ["permitted"] = ConfinedContainer.Strings(permitted),
        ["effective"] = ConfinedContainer.Strings(effective), ["inheritable"] = ConfinedContainer.Strings(inheritable),
        ["ambient"] = ConfinedContainer.Strings(ambient),
    };

    [Fact]
    public void Root_keeps_the_bounding_set_and_nothing_is_inheritable_unless_stated()
    {
        using ConfinedContainer container = Container(0, Sets(["CAP_KILL", "CAP_CHOWN"], ["CAP_KILL"], ["CAP_KILL"], [], []));
        container.Process["noNewPrivileges"] = false;
        // execve as root gives the bounding set, capabilities(7)
        Assert.Equal(
            ["CapInh:\t0000000000000000", "CapPrm:\t0000000000000021", "CapEff:\t0000000000000021", "CapBnd:\t0000000000000021", "CapAmb:\t0000000000000000"],
            Lines(container.Run().Output));
    }

    [Fact]
    public void A_user_keeps_its_ambient_capabilities_and_no_other_through_execve()
    {
        string[] both = ["CAP_NET_BIND_SERVICE", "CAP_KILL"], one = ["CAP_NET_BIND_SERVICE"];
        using ConfinedContainer container = Container(1000, Sets(both, both, both, one, one));
        Assert.Equal(
            ["CapInh:\t0000000000000400", "CapPrm:\t0000000000000400", "CapEff:\t0000000000000400", "CapBnd:\t0000000000000420", "CapAmb:\t0000000000000400"],
            Lines(container.Run().Output));
    }

    [Fact]
    public void No_capabilities_in_the_config_means_none()
    {
        using ConfinedContainer container = Container(0, []);
        container.Process.Remove("capabilities");
        Assert.Equal(
            ["CapInh:\t0000000000000000", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "CapAmb:\t0000000000000000"],
            Lines(container.Run().Output));
    }

    [Fact]
    public void What_cannot_be_granted_is_a_warning_and_no_failure()
    {
        // runc 1.1 says the same in its log
        using ConfinedContainer container = Container(1000, Sets(["CAP_KILL", "CAP_NO_SUCH"], ["CAP_KILL"], ["CAP_KILL"], [], ["CAP_KILL"]));
        string log = Path.Combine(container.Folder, "log");
        (int code, string output, _) = container.Run("--log", log);
        Assert.Equal(0, code);
        Assert.Contains("CapBnd:\t0000000000000020", output);
        Assert.Contains("CapAmb:\t0000000000000000", output);
        string text = File.ReadAllText(log);
        Assert.Contains("ignoring unknown or unavailable capabilities: [CAP_NO_SUCH]", text);
        if (ConfinedContainer.IsOcirun) // runc 1.1.5 drops the kernel's refusal without a word
            Assert.Contains("can't raise ambient capability CAP_KILL", text);
    }
}
