using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cli;

/// <summary><c>--timings</c>: a command says where its time went.</summary>
public sealed class Cli_Timings
{
    private const string OnlyOcirun = "it has no --timings";

    [RuncDiffersFact(OnlyOcirun)]
    public void Timings_have_the_steps_of_command_and_container_with_their_place_in_the_config()
    {
        using var container = new Container("true");
        string file = Path.Combine(container.Bundle, "times.json");
        container.WriteConfig();
        RuntimeUnderTest.Run("--timings", file, "run", "--bundle", container.Bundle, container.Id).Succeeded();
        JsonObject[] steps = Steps(file);
        Assert.Contains(steps, s => (string)s["name"]! == "compile the plan");
        JsonObject mount = Assert.Single(steps, s =>
            ((string)s["name"]!).EndsWith("on `/proc`", System.StringComparison.Ordinal)
        );
        Assert.Equal("/mounts/0", (string)mount["args"]!["config"]!);
        Assert.NotEqual((int)steps[0]["pid"]!, (int)mount["pid"]!);
        Assert.All(steps, s => Assert.True((double)s["dur"]! >= 0));
    }

    [RuncDiffersFact(OnlyOcirun)]
    public void Steps_of_the_command_follow_each_other_without_a_gap()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        string file = Path.Combine(container.Bundle, "times.json");
        RuntimeUnderTest.Run("--timings", file, "delete", "--force", container.Id).Succeeded();
        JsonObject[] steps = [.. Steps(file).Skip(1)]; // the first is CPU time
        Assert.True(steps.Length >= 3);
        for (int i = 1; i < steps.Length; i++)
            Assert.Equal((double)steps[i - 1]["ts"]! + (double)steps[i - 1]["dur"]!, (double)steps[i]["ts"]!, 0.01);
    }

    [RuncDiffersFact(OnlyOcirun)]
    public void Timings_in_a_directory_are_one_file_for_each_command()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        string directory = container.HostDirectory("times");
        for (int i = 0; i < 2; i++)
            Command
                .Run(
                    "env",
                    [
                        $"OCIRUN_TIMINGS={directory}",
                        RuntimeUnderTest.Binary,
                        "--root",
                        TestRun.StateRoot,
                        "state",
                        container.Id,
                    ]
                )
                .Succeeded();
        Assert.Equal(2, Directory.GetFiles(directory, "ocirun-state-*.json").Length);
    }

    [RuncDiffersFact(OnlyOcirun)]
    public void A_relative_timings_file_is_in_the_callers_working_directory()
    {
        using var container = new Container("true");
        string directory = container.HostDirectory("times");
        container.WriteConfig();
        Command
            .Run(
                "env",
                [
                    "-C",
                    directory,
                    RuntimeUnderTest.Binary,
                    "--root",
                    TestRun.StateRoot,
                    "--timings",
                    "times.json",
                    "run",
                    "--bundle",
                    container.Bundle,
                    container.Id,
                ]
            )
            .Succeeded();
        Assert.NotEmpty(Steps(Path.Combine(directory, "times.json")));
    }

    [RuncDiffersFact(OnlyOcirun)]
    public void Timings_of_a_failed_command_are_written_and_its_error_stays()
    {
        using var container = new Container("true");
        container.Linux["rootfsPropagation"] = "nonsense";
        container.WriteConfig();
        string file = Path.Combine(container.Bundle, "times.json");
        RuntimeUnderTest
            .Run("--timings", file, "create", "--bundle", container.Bundle, container.Id)
            .Failed("nonsense");
        Assert.NotEmpty(Steps(file));
    }

    [RuncDiffersFact(OnlyOcirun)]
    public void Timings_that_cannot_be_written_do_not_change_the_outcome()
    {
        using var container = new Container("echo out");
        container.WriteConfig();
        Command run = RuntimeUnderTest
            .Run("--timings", "/proc/nowhere", "run", "--bundle", container.Bundle, container.Id)
            .Succeeded();
        Assert.Contains("timings: open `/proc/nowhere`", run.Error);
    }

    private static JsonObject[] Steps(string file) =>
        [
            .. JsonNode.Parse(File.ReadAllText(file))!["traceEvents"]!
                .AsArray()
                .Select(e => e!.AsObject())
                .Where(e => (string)e["ph"]! == "X"),
        ];

    [RuncDiffersTheory(OnlyOcirun)]
    [InlineData("--timings t")]
    [InlineData("")]
    public void A_relative_file_in_a_directory_that_is_gone_does_not_change_the_outcome(string option)
    {
        Command list = Command.Run(
            "sh",
            [
                "-c",
                $"d=$(mktemp -d) && cd $d && rmdir $d && OCIRUN_TIMINGS=t exec \"$@\" {option} list",
                "sh",
                RuntimeUnderTest.Binary,
                .. RuntimeUnderTest.Global,
            ]
        );
        Assert.Equal(0, list.ExitCode);
        Assert.Contains("timings: open `t`: no such file or directory", list.Error, StringComparison.OrdinalIgnoreCase);
    }
}
