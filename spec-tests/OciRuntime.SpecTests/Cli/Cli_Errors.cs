using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cli;

/// <summary>
/// What container engines parse of a failure: the log file, standard error, and runc's wording of exec failures.
/// </summary>
public sealed class Cli_Errors
{
    [Theory]
    [InlineData("x", "exec: \"x\": executable file not found in $PATH")]
    [InlineData("/x", "exec: \"/x\": stat /x: no such file or directory")]
    [InlineData("/etc/passwd", "exec: \"/etc/passwd\": permission denied")]
    public void A_program_that_cannot_be_executed_has_runcs_wording(string program, string message)
    {
        using var container = new Container().Args(program);
        container.Run().Failed(message);
    }

    [RuncDiffersFact("runc 1.1 says permission denied; 1.2 and later have this wording")]
    public void A_directory_as_program_has_runcs_wording()
    {
        using var container = new Container().Args("/etc");
        container.Run().Failed("exec: \"/etc\": is a directory");
    }

    [Fact]
    public void A_directory_as_program_is_a_permission_denied_to_Docker_20_10()
    {
        using var container = new Container().Args("/etc");
        container.Run().Failed("exec: \"/etc\": ").Failed("permission denied");
    }

    [Theory]
    [InlineData("--log-format", "json")]
    [InlineData("--log-format=json", null)]
    public void A_failure_is_one_json_object_in_the_log_file(string first, string? second)
    {
        using var container = new Container().Args("x");
        container.WriteConfig();
        string log = Path.Combine(container.Bundle, "log.json");
        string[] options = second is null ? [first] : [first, second];
        Command run = Command.Run(
            RuntimeUnderTest.Binary,
            [
                "--root",
                TestRun.StateRoot,
                $"--log={log}",
                .. options,
                "create",
                "--bundle",
                container.Bundle,
                container.Id,
            ]
        );
        if (run.ExitCode == 0)
            run = Command.Run(
                RuntimeUnderTest.Binary,
                ["--root", TestRun.StateRoot, $"--log={log}", .. options, "start", container.Id]
            );
        Assert.NotEqual(0, run.ExitCode);
        string text = File.ReadAllText(log).TrimEnd('\n');
        Assert.DoesNotContain('\n', text);
        JsonNode line = JsonNode.Parse(text)!;
        Assert.Equal("error", (string)line["level"]!);
        Assert.Contains("executable file not found in $PATH", (string)line["msg"]!, StringComparison.Ordinal);
        Assert.InRange(
            DateTimeOffset.UtcNow - DateTimeOffset.Parse((string)line["time"]!),
            TimeSpan.FromSeconds(-5),
            TimeSpan.FromMinutes(1)
        );
        run.Failed("executable file not found in $PATH");
    }

    [Fact]
    public void The_log_file_as_text_has_time_level_and_message()
    {
        using var container = new Container();
        string log = Path.Combine(container.Bundle, "log");
        RuntimeUnderTest.Run("--log", log, "state", "no-such-container").Failed("does not exist");
        Assert.Matches("^time=\"?[^ ]+\"? level=error msg=\".*does not exist.*\"\n$", File.ReadAllText(log));
    }

    [Fact]
    public void The_log_file_is_appended_to()
    {
        using var container = new Container();
        string log = container.HostFile("log", "before\n");
        for (int i = 0; i < 2; i++)
            RuntimeUnderTest.Run("--log", log, "--log-format", "json", "state", "no-such-container")
                .Failed("does not exist");
        string[] lines = File.ReadAllLines(log);
        Assert.Equal(3, lines.Length);
        Assert.Equal("before", lines[0]);
    }

    [Theory]
    [InlineData("--log-format", "yaml")]
    [InlineData("--no-such-option", "x")]
    public void A_wrong_global_option_is_an_error(string name, string value) =>
        Assert.NotEqual(0, RuntimeUnderTest.Run(name, value, "list").ExitCode);

    [RuncDiffersFact("runc prints its help and exits 0 or 3 by version")]
    public void An_unknown_verb_is_an_error() => RuntimeUnderTest.Run("no-such-verb").Failed("no-such-verb");

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("/abs")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("white space")]
    [InlineData("new\nline")]
    [InlineData("uml\u00e4ut")]
    public void An_id_that_is_no_plain_name_is_refused(string id)
    {
        using var container = new Container("true");
        container.WriteConfig();
        RuntimeUnderTest.Run("create", "--bundle", container.Bundle, id).Failed("invalid container id");
    }

    [Fact]
    public void An_empty_id_is_refused()
    {
        using var container = new Container("true");
        container.WriteConfig();
        RuntimeUnderTest.Run("create", "--bundle", container.Bundle, "").Failed("empty");
    }

    [Fact]
    public void An_id_longer_than_a_file_name_is_refused()
    {
        using var container = new Container("true");
        container.WriteConfig();
        RuntimeUnderTest.Run("create", "--bundle", container.Bundle, new string('a', 1025)).Failed("aaaa");
        Assert.Empty(Leftovers.Processes(new string('a', 1025)));
    }

    [Theory]
    [InlineData("abc_DEF-1.2+3")]
    public void Other_characters_of_an_id_are_accepted(string suffix)
    {
        using var container = new Container("true");
        container.WriteConfig();
        string id = container.Id + suffix;
        RuntimeUnderTest.Run("run", "--bundle", container.Bundle, id).Succeeded();
        Assert.Empty(Leftovers.Find(id, container.Bundle + "/", TestRun.StateRoot));
    }
}
