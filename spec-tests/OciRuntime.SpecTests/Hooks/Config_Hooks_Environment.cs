using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Hooks;

/// <summary>
/// config.md, "POSIX-platform Hooks", env: what a hook gets that has none, which the spec leaves open and users of runc
/// know.
/// </summary>
public sealed class Config_Hooks_Environment
{
    private static JsonObject AddWithoutEnv(Container container, string kind, string script)
    {
        JsonObject hook = Config_Hooks.Add(container, kind, script);
        hook.Remove("env");
        return hook;
    }

    private static string[] Environment(Container container, string kind) =>
        [
            .. File.ReadAllLines(container.InRootfs("home/" + kind))
                .Where(line => !line.StartsWith("PWD=") && !line.StartsWith("SHLVL=") && !line.StartsWith("_=")),
        ];

    private static Command RunWith(Container container, string name, string value)
    {
        container.WriteConfig();
        return Command.Run(
            RuntimeUnderTest.Binary,
            [.. RuntimeUnderTest.Global, "run", "--bundle", container.Bundle, container.Id],
            environment: new Dictionary<string, string?> { [name] = value }
        );
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("poststart")]
    [InlineData("poststop")]
    public void Hook_of_the_runtime_without_env_inherits_the_callers_environment(string kind)
    {
        using var container = new Container("sleep 0.2");
        AddWithoutEnv(container, kind, $"/usr/bin/env >OUT/{kind}");
        RunWith(container, "OF_THE_CALLER", "yes").Succeeded();
        Assert.Contains("OF_THE_CALLER=yes", Environment(container, kind));
    }

    [Theory]
    [InlineData("createContainer", false)]
    [InlineData("startContainer", true)]
    public void Hook_in_the_container_without_env_gets_the_environment_of_the_process(string kind, bool hasHome)
    {
        using var container = new Container("true");
        container.Process["env"] = Harness.Config.Array("PATH=/bin:/usr/bin", "OF_THE_PROCESS=yes");
        AddWithoutEnv(container, kind, $"env >OUT/{kind}");
        RunWith(container, "OF_THE_CALLER", "yes").Succeeded();
        string[] all = Environment(container, kind);
        Assert.Contains("OF_THE_PROCESS=yes", all);
        Assert.DoesNotContain("OF_THE_CALLER=yes", all);
        Assert.Equal(hasHome, all.Any(line => line.StartsWith("HOME=")));
    }

    [Theory]
    [MemberData(nameof(Config_Hooks.Kinds), MemberType = typeof(Config_Hooks))]
    public void Hook_with_an_empty_env_gets_no_environment(string kind, string status)
    {
        Assert.NotEmpty(status);
        using var container = new Container("sleep 0.2");
        JsonObject hook = AddWithoutEnv(container, kind, $"(/bin/env || /usr/bin/env) >OUT/{kind}");
        hook["env"] = new JsonArray();
        RunWith(container, "OF_THE_CALLER", "yes").Succeeded();
        Assert.DoesNotContain("OF_THE_CALLER=yes", Environment(container, kind));
    }

    [Theory]
    [MemberData(nameof(Config_Hooks.Kinds), MemberType = typeof(Config_Hooks))]
    public void Output_of_a_hook_that_succeeds_is_not_on_the_containers_streams(string kind, string status)
    {
        Assert.NotEmpty(status);
        using var container = new Container("echo program; sleep 0.2");
        Config_Hooks.Add(container, kind, "echo of the hook; echo of the hook >&2");
        Command run = container.Run().Succeeded();
        Assert.Equal("program", run.Text);
        Assert.DoesNotContain("of the hook", run.Error);
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    public void Output_of_a_hook_that_fails_is_part_of_the_error_and_nothing_else(string kind)
    {
        using var container = new Container("true");
        Config_Hooks.Add(container, kind, "echo to stdout; echo to stderr >&2; exit 1");
        string error = container.Run().Failed("hook").Error;
        Assert.Contains("to stdout", error);
        Assert.Contains("to stderr", error);
        Assert.Equal(1, error.Split("to stderr").Length - 1);
    }
}
