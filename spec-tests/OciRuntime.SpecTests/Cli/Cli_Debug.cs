using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cli;

/// <summary><c>--debug</c>: each step as it is taken.</summary>
public class Cli_Debug
{
    private static readonly string[] Expected =
    [
        "read config.json",
        "make the cgroups",
        "MaskPath",
        "PivotRoot",
        "# /linux/maskedPaths/0 [",
        "us]",
        "from the process: ready",
        "to the process: start",
        "run the poststop hook 0 `/bin/true`",
        "the poststop hook 0: succeeded",
        "wait for the program",
    ];

    private static Container Container()
    {
        Container container = new("true");
        container.Linux["maskedPaths"] = Config.Array("/proc/kcore");
        container.Config["hooks"] = JsonNode.Parse("""{"poststop": [{"path": "/bin/true"}]}""");
        container.WriteConfig();
        return container;
    }

    private static Command Run(Container container, params string[] options) =>
        Command.Run(
            RuntimeUnderTest.Binary,
            [.. RuntimeUnderTest.Global, .. options, "run", "--bundle", container.Bundle, container.Id]
        );

    [RuncDiffersFact("it tells other steps")]
    public void Each_step_is_told_on_standard_error_with_its_time_and_nothing_without_the_option()
    {
        using Container container = Container();
        Assert.Equal("", Run(container).Succeeded().Error);
        string told = Run(container, "--debug").Succeeded().Error;
        foreach (string step in Expected)
            Assert.Contains(step, told, System.StringComparison.Ordinal);
        Assert.All(
            told.TrimEnd('\n').Split('\n'),
            line => Assert.Matches(@"^ocirun: (debug: \d+\.\d{3} ms: |warning: )", line)
        );
    }

    [RuncDiffersFact("it tells other steps")]
    public void Each_step_is_an_object_of_the_JSON_log_and_the_failed_operation_is_not_finished()
    {
        using Container container = Container();
        container.Args("/missing");
        container.WriteConfig();
        string file = Path.Combine(container.Bundle, "log");
        Run(container, "--debug", "--log", file, "--log-format", "json").Failed("/missing");
        JsonNode[] lines = [.. File.ReadAllLines(file).Select(line => JsonNode.Parse(line)!)];
        string[] steps = [.. lines.Where(line => (string?)line["level"] == "debug").Select(line => (string)line["msg"]!)];
        Assert.Contains(steps, step => step.Contains("FindExecutable") && step.EndsWith("us, not finished]"));
        Assert.Contains(steps, step => step.EndsWith("from the process: failed"));
        Assert.Equal("error", (string?)lines[^1]["level"]);
    }
}
