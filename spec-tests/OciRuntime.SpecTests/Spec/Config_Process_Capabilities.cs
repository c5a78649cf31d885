using System;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>config.md, "Process", capabilities.</summary>
public sealed class Config_Process_Capabilities
{
    private const int Chown = 0, Kill = 5, SetGid = 6, SetUid = 7;

    private static string Sets(Container container) =>
        string.Join(
            ' ',
            container
                .Args("grep", "^Cap", "/proc/self/status")
                .Output()
                .Split('\n')
                .Select(line => line.Split('\t')[1].TrimStart('0').PadLeft(1, '0'))
        );

    private static string Mask(params int[] numbers) =>
        numbers.Aggregate(0ul, (mask, number) => mask | (1ul << number)).ToString("x");

    [Fact]
    public void Each_capability_set_is_exactly_the_configs()
    {
        using var container = new Container();
        container.Process["capabilities"] = JsonNode.Parse("""
            {"bounding":["CAP_CHOWN","CAP_KILL","CAP_SETUID","CAP_SETGID"],"permitted":["CAP_CHOWN","CAP_KILL","CAP_SETUID"],
             "effective":["CAP_CHOWN","CAP_KILL"],"inheritable":["CAP_KILL"],"ambient":["CAP_KILL"]}
            """);
        // capabilities(7): at execve root gains what inheritable and bounding allow
        string all = Mask(Chown, Kill, SetUid, SetGid);
        Assert.Equal($"{Mask(Kill)} {all} {all} {all} {Mask(Kill)}", Sets(container));
    }

    [Fact]
    public void A_user_who_is_not_root_has_the_ambient_capabilities()
    {
        using var container = new Container();
        container.Process["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };
        container.Process["capabilities"] = JsonNode.Parse("""
            {"bounding":["CAP_CHOWN","CAP_KILL"],"permitted":["CAP_CHOWN","CAP_KILL"],"effective":["CAP_CHOWN","CAP_KILL"],
             "inheritable":["CAP_KILL"],"ambient":["CAP_KILL"]}
            """);
        Assert.Equal($"{Mask(Kill)} {Mask(Kill)} {Mask(Kill)} {Mask(Chown, Kill)} {Mask(Kill)}", Sets(container));
    }

    [Fact]
    public void A_user_who_is_not_root_has_no_capabilities_without_ambient()
    {
        using var container = new Container();
        container.Process["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };
        Assert.StartsWith("0 0 0 ", Sets(container), StringComparison.Ordinal);
    }

    /// <summary>CVE-2022-29162: inheritable stays empty unless the config names it.</summary>
    [Fact]
    public void Inheritable_capabilities_are_empty_without_a_list()
    {
        using var container = new Container();
        Assert.StartsWith("0 ", Sets(container), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_list_of_capabilities_leaves_none()
    {
        using var container = new Container();
        container.Process["capabilities"] = new JsonObject();
        Assert.Equal("0 0 0 0 0", Sets(container));
    }

    [Fact]
    public void An_unknown_capability_is_not_ignored_silently()
    {
        using var container = new Container("echo ran");
        container.Process["capabilities"] = Config.Capabilities("CAP_KILL", "CAP_NONSENSE");
        // config.md: names that cannot be mapped MUST NOT be an error on read, but are warned of; runc warns
        Command run = container.Run();
        Assert.Contains("CAP_NONSENSE", run.Error, StringComparison.Ordinal);
    }
}
