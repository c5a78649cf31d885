using System;
using System.Collections.Generic;
using System.Text.Json;
using OciRuntime.Commands;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Native;

namespace OciRuntime.Tests.CommandLine;

/// <summary>What verbs print is laid out as runc lays it out.</summary>
public class OutputTests
{
    private static ContainerStatus Status(string id, string bundle = "/b") => new()
    {
        OciVersion = "1.3.0",
        Id = id,
        Pid = 42,
        Status = "running",
        Bundle = bundle,
        Rootfs = bundle + "/rootfs",
        Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)).AddTicks(1200),
        Annotations = new Dictionary<string, string> { ["z"] = "<1>", ["b"] = "é \"q\"" },
        Owner = "root",
    };

    [Fact]
    public void State_is_indented_by_two_and_sorts_the_annotations()
    {
        JsonText json = new(indent: 2);
        ContainerStatusJson.Append(json, Status("c1"));
        Assert.Equal(
            """
            {
              "ociVersion": "1.3.0",
              "id": "c1",
              "pid": 42,
              "status": "running",
              "bundle": "/b",
              "rootfs": "/b/rootfs",
              "created": "2026-01-02T01:04:05.00012Z",
              "annotations": {
                "b": "é \"q\"",
                "z": "\u003c1\u003e"
              },
              "owner": "root"
            }
            """,
            json.ToString());
    }

    [Fact]
    public void A_list_of_no_containers_is_null_in_json_and_the_titles_in_the_table()
    {
        Assert.Equal("null\n", ListCommand.Json([]));
        Assert.Equal("ID          PID         STATUS      BUNDLE      CREATED     OWNER\n", ListCommand.Table([]));
    }

    [Fact]
    public void A_list_of_containers_is_one_line_of_json()
    {
        string json = ListCommand.Json([Status("c1"), Status("c2")]);
        Assert.EndsWith("}]\n", json, StringComparison.Ordinal);
        Assert.Single(json.TrimEnd('\n').Split('\n'));
        using JsonDocument read = JsonDocument.Parse(json);
        Assert.Equal("c2", read.RootElement[1].GetProperty("id").GetString());
        Assert.Equal("<1>", read.RootElement[0].GetProperty("annotations").GetProperty("z").GetString());
    }

    [Fact]
    public void Columns_of_a_table_are_twelve_wide_or_three_wider_than_the_widest_cell()
    {
        Assert.Equal(
            """
            ID                PID         STATUS      BUNDLE            CREATED                      OWNER
            c1                42          running     /b                2026-01-02T01:04:05.00012Z   root
            fifteen-letters   42          running     /bündel/behind    2026-01-02T01:04:05.00012Z   root

            """.Replace("/bündel/behind    ", "/bündel/behind   ", StringComparison.Ordinal)
                .Replace("BUNDLE            ", "BUNDLE           ", StringComparison.Ordinal)
                .Replace("/b                ", "/b               ", StringComparison.Ordinal),
            ListCommand.Table([Status("c1"), Status("fifteen-letters", "/bündel/behind")]));
    }

    [Fact]
    public void Ps_shows_the_title_and_the_containers_lines()
    {
        const string listing =
            "UID        PID  CMD\nroot         1  init\nroot        17  sh -c 42\nuser        42  sleep\n";
        Assert.Equal("UID        PID  CMD\nuser        42  sleep\n", PsCommand.Filter(listing, [42]));
        Assert.Equal("UID        PID  CMD\n", PsCommand.Filter(listing, []));
        Assert.Throws<OcirunException>(() => PsCommand.Filter("USER COMMAND\nroot init\n", [1]));
        Assert.Throws<OcirunException>(() => PsCommand.Filter("PID\nx\n", [1]));
    }

    [Theory]
    [InlineData("[]\n")]
    [InlineData("[7]\n", 7)]
    [InlineData("[1,22,333]\n", 1, 22, 333)]
    public void Ps_prints_process_ids_as_an_array(string expected, params int[] pids) =>
        Assert.Equal(expected, PsCommand.Json(pids));

    [Fact]
    public void The_version_has_the_words_that_docker_looks_for()
    {
        string[] lines = ProgramVersion.Lines().Split('\n');
        Assert.StartsWith("ocirun version ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("commit: ", lines[1], StringComparison.Ordinal);
        Assert.Equal("spec: 1.3.0", lines[2]);
    }

    [Fact]
    public void The_version_names_the_dotnet_runtime_that_is_linked_in()
    {
        string[] lines = ProgramVersion.Lines().TrimEnd('\n').Split('\n');
        Assert.Matches(@"^dotnet: 10\.0\.[0-9]+$", lines[3]);
    }
}
