using System;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cli;

/// <summary><c>ocirun plan</c> as a dry run.</summary>
public sealed class Cli_Plan
{
    private const string Ours = "runc has no plan";

    private static Command Plan(Container container, params string[] options)
    {
        container.WriteConfig();
        return RuntimeUnderTest.Run(["plan", .. options, container.Bundle]);
    }

    /// <summary>The lines of a section, which ends with an empty line or the text.</summary>
    private static string[] Section(Command command, string title) =>
        command.Lines.SkipWhile(line => line != title).Skip(1).TakeWhile(line => line.Length > 0).ToArray();

    [RuncDiffersFact(Ours)]
    public void Unknown_members_are_named_with_what_was_meant_and_create_ignores_them()
    {
        using Container container = new("true");
        container.Config["windows"] = new JsonObject { ["network"] = 7 };
        container.Process["terminl"] = false;
        container.Process["x-vendor"] = new JsonObject { ["cwd"] = 1 };
        container.Add(new JsonObject
        {
            ["destination"] = "/t",
            ["type"] = "tmpfs",
            ["source"] = "t",
            ["option"] = Config.Array(["ro"]),
        });
        Command command = Plan(container);
        Assert.Equal(0, command.ExitCode);
        Assert.Equal(
            [
                "/mounts/N/option is not in the spec; did you mean `options`?",
                "/process/terminl is not in the spec; did you mean `terminal`?",
                "/process/x-vendor is not in the spec",
            ],
            Section(command, "ignored:").Select(line => line.Replace($"/{container.Mounts.Count - 1}/", "/N/",
                StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        container.Run().Succeeded();
    }

    [RuncDiffersFact(Ours)]
    public void What_only_the_kernel_can_judge_is_named_with_what_may_be_meant()
    {
        using Container container = new("true");
        container.Mounts.Clear();
        container.Add(new JsonObject
        {
            ["destination"] = "/t",
            ["type"] = "tmpfs",
            ["source"] = "t",
            ["options"] = Config.Array(["nosuid", "size=1m", "nodve"]),
        });
        container.Linux["sysctl"] = new JsonObject { ["net.ipv4.ip_forward"] = "1" };
        Assert.Equal(
            [
                "/mounts/0/options/1 `size=1m`, as an option of tmpfs",
                "/mounts/0/options/2 `nodve`, as an option of tmpfs; did you mean `nodev`?",
                "/linux/sysctl/net.ipv4.ip_forward the value `1`",
            ],
            Section(Plan(container), "left to the kernel:"));
    }

    [RuncDiffersFact(Ours)]
    public void A_source_that_is_missing_is_told_below_the_whole_plan()
    {
        using Container container = new("true");
        container.Add(new JsonObject
        {
            ["destination"] = "/a",
            ["source"] = "/no/such",
            ["options"] = Config.Array(["bind"]),
        });
        Command command = Plan(container);
        Assert.Equal(1, command.ExitCode);
        Assert.Contains(command.Lines, line => line.StartsWith("Exec ", StringComparison.Ordinal));
        Assert.Contains(
            Section(command, "this host:"),
            line => line.StartsWith("missing  source of a bind mount    `/no/such`: ", StringComparison.Ordinal));
    }

    [RuncDiffersFact(Ours)]
    public void In_JSON_there_are_steps_notes_and_what_the_host_has()
    {
        using Container container = new("true");
        container.Process["terminl"] = false;
        var report = (JsonObject)JsonNode.Parse(Plan(container, "--format", "json").Succeeded().Output)!;
        Assert.True((bool)report["wouldStart"]!);
        var steps = (JsonArray)report["steps"]!;
        Assert.Equal("Clone", (string)steps[0]!["operation"]!);
        Assert.Equal("Exec", (string)steps[^1]!["operation"]!);
        Assert.Equal("/process/terminl", (string)report["ignored"]![0]!["pointer"]!);
        Assert.Equal("kernel", (string)report["checks"]![0]!["name"]!);
    }

    [RuncDiffersFact(Ours)]
    public void A_difference_of_two_configs_is_told_by_values_and_by_steps()
    {
        using Container container = new("true");
        container.WriteConfig();
        container.Resources["pids"] = new JsonObject { ["limit"] = 7 };
        container.Process["noNewPrivileges"] = true;
        string other = container.HostFile("other.json", container.Config.ToJsonString());
        Command command = RuntimeUnderTest.Run("plan", "--diff", container.Bundle, other);
        Assert.Equal(1, command.ExitCode);
        Assert.Equal(
            ["+ /linux/resources/pids/limit 7", "+ /process/noNewPrivileges true"],
            Section(command, "config:").Order(StringComparer.Ordinal));
        Assert.Equal(["+ NoNewPrivileges  # /process/noNewPrivileges"],
            Section(command, "plan:").Select(line => string.Join("  ", line.Split("  ",
                StringSplitOptions.RemoveEmptyEntries).Select(part => part.Trim()))));
        Assert.Equal(
            (0, ""),
            (RuntimeUnderTest.Run("plan", "--diff", other, other).ExitCode,
                RuntimeUnderTest.Run("plan", "--diff", other, other).Output));
    }
}
