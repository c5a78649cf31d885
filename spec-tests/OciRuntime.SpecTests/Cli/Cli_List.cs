using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cli;

/// <summary>The verbs that only look: list, ps, spec, features, and --version, --help.</summary>
public sealed class Cli_List
{
    private static Command List(string root, params string[] options)
    {
        Command list;
        int tries = RuntimeUnderTest.IsRunc ? 20 : 1;
        // 1.1 fails when another test's container goes while it looks
        do list = Command.Run(RuntimeUnderTest.Binary, ["--root", root, "list", .. options]);
        while (list.ExitCode != 0 && --tries > 0);
        return list;
    }

    [Fact]
    public void List_shows_containers_as_table_json_and_ids()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        string row = List(TestRun.StateRoot)
            .Succeeded()
            .Lines.Single(line => line.StartsWith(container.Id + " ", StringComparison.Ordinal));
        Assert.Equal(
            [container.Id, container.Pid.ToString(), "created", container.Bundle],
            row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..4]
        );
        Assert.Contains(container.Id, List(TestRun.StateRoot, "--quiet").Succeeded().Lines);
        Assert.Contains(container.Id, List(TestRun.StateRoot, "-q").Succeeded().Lines);
        JsonNode entry = JsonNode
            .Parse(List(TestRun.StateRoot, "--format=json").Succeeded().Output)!
            .AsArray()
            .Single(item => (string)item!["id"]! == container.Id)!;
        Assert.Equal("created", (string)entry["status"]!);
        Assert.Equal(container.Pid, (int)entry["pid"]!);
        Assert.Equal(container.Bundle, (string)entry["bundle"]!);
        Assert.NotNull(entry["created"]);
    }

    [Fact]
    public void List_of_no_containers_is_a_header_and_null_or_an_empty_list()
    {
        using var container = new Container();
        string root = container.HostDirectory("empty-root");
        Assert.Equal(
            "ID PID STATUS BUNDLE CREATED OWNER",
            string.Join(' ', List(root).Succeeded().Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        );
        Assert.Equal("", List(root, "-q").Succeeded().Output);
        Assert.True(
            JsonNode.Parse(List(root, "--format", "json").Succeeded().Output) is null or JsonArray { Count: 0 }
        );
    }

    [RuncDiffersFact("1.1 lists nothing; 1.2 and later say that it is not there")]
    public void List_of_a_root_that_is_named_and_not_there_is_an_error()
    {
        using var container = new Container();
        List(Path.Combine(container.Bundle, "nowhere"), "-q").Failed("no such file or directory");
    }

    [Fact]
    public void List_in_an_unknown_format_is_an_error() =>
        Assert.NotEqual(0, List(TestRun.StateRoot, "--format", "yaml").ExitCode);

    [Fact]
    public void Ps_shows_the_processes_as_table_and_json()
    {
        using var container = new Container("sleep 1000 & echo ready >/home/ready; wait");
        container.Create().Succeeded();
        container.Start().Succeeded();
        Container.WaitForText(container.InRootfs("home/ready"));
        int[] pids = JsonNode
            .Parse(RuntimeUnderTest.Run("ps", "--format", "json", container.Id).Succeeded().Output)!
            .AsArray()
            .Select(pid => (int)pid!)
            .ToArray();
        Assert.Equal(2, pids.Length);
        Assert.Contains(container.Pid, pids);
        string[] table = RuntimeUnderTest.Run("ps", container.Id).Succeeded().Lines;
        Assert.Equal(3, table.Length);
        Assert.Contains("PID", table[0], StringComparison.Ordinal);
        Assert.Equal(
            2,
            table.Count(line =>
                line.Contains("sleep 1000", StringComparison.Ordinal) || line.Contains(" sh ", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public void Ps_passes_its_further_words_to_ps()
    {
        using var container = new Container("sleep 1000");
        container.Create().Succeeded();
        container.Start().Succeeded();
        Assert.Equal(
            ["PID", container.Pid.ToString()],
            RuntimeUnderTest.Run("ps", container.Id, "-e", "-o", "pid").Succeeded().Lines.Select(line => line.Trim())
        );
    }

    [Fact]
    public void Ps_of_an_unknown_id_is_an_error() =>
        RuntimeUnderTest.Run("ps", "no-such-container").Failed("does not exist");

    [Fact]
    public void Spec_writes_a_config_that_runs()
    {
        using var container = new Container();
        RuntimeUnderTest.Run("spec", "--bundle", container.Bundle).Succeeded();
        container.Config = (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(container.Bundle, "config.json")))!;
        container.Process["terminal"] = false;
        container.Args("echo", "spec");
        container.Linux["cgroupsPath"] = $"/ocirun-spec/{container.Id}";
        Assert.Equal("spec", container.Output());
    }

    [Fact]
    public void Spec_asks_for_a_cgroup_namespace_on_cgroup_v2_alone()
    {
        using var container = new Container();
        File.Delete(Path.Combine(container.Bundle, "config.json"));
        RuntimeUnderTest.Run("spec", "--bundle", container.Bundle).Succeeded();
        bool asks = File.ReadAllText(Path.Combine(container.Bundle, "config.json"))
            .Contains("\"cgroup\"\n", StringComparison.Ordinal);
        Assert.Equal(File.Exists("/sys/fs/cgroup/cgroup.controllers"), asks);
    }

    [RuncDiffersFact("it deletes a created container")]
    public void Help_of_delete_says_that_a_created_container_needs_force() =>
        Assert.Contains("one that was created and not started, is refused unless --force is given",
            string.Join(' ', RuntimeUnderTest.Run("delete", "--help").Succeeded().Output.Split(
                (char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

    [Fact]
    public void Spec_does_not_overwrite_a_config()
    {
        using var container = new Container();
        string config = container.HostFile("config.json", "mine");
        RuntimeUnderTest.Run("spec", "--bundle", container.Bundle).Failed("config.json");
        Assert.Equal("mine", File.ReadAllText(config));
    }

    [RuncDiffersFact("runc 1.1 has no features for specs after 1.0.2; the fields are the same")]
    public void Features_says_what_engines_ask_for()
    {
        Command features = RuntimeUnderTest.Run("features").Succeeded();
        Assert.Equal("", features.Error);
        JsonNode json = JsonNode.Parse(features.Output)!;
        Assert.Equal("1.0.0", (string)json["ociVersionMin"]!);
        Assert.StartsWith("1.3.", (string)json["ociVersionMax"]!, StringComparison.Ordinal);
        Assert.Contains("rro", json["mountOptions"]!.AsArray().Select(option => (string)option!));
        Assert.Contains("user", json["linux"]!["namespaces"]!.AsArray().Select(type => (string)type!));
        Assert.True((bool)json["linux"]!["mountExtensions"]!["idmap"]!["enabled"]!);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("-v")]
    public void Version_has_the_lines_that_engines_read(string option)
    {
        string[] lines = RuntimeUnderTest.Run(option).Succeeded().Lines;
        Assert.Contains("version", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("spec:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("create")]
    [InlineData("start")]
    [InlineData("state")]
    [InlineData("kill")]
    [InlineData("delete")]
    [InlineData("run")]
    [InlineData("list")]
    [InlineData("ps")]
    [InlineData("spec")]
    [InlineData("features")]
    public void Help_of_a_verb_exits_0(string verb) =>
        Assert.Contains(verb, RuntimeUnderTest.Run(verb, "--help").Succeeded().Output, StringComparison.Ordinal);
}
