using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Contract;

/// <summary>What the engines read of the output, the log and the exit codes.</summary>
public sealed class Contract_Output
{
    private static readonly string[] s_environment = ["XDG_RUNTIME_DIR="];

    private static Engine New() => new(s_environment, "--log-format=json", "--log", "BUNDLE/oci-log");

    /// <summary>
    /// Podman reads the whole file as one object; CRI-O and Buildah read standard error, on which the same text stands.
    /// </summary>
    [Theory]
    [InlineData("no-such-program")]
    [InlineData("/etc/passwd")]
    public void A_failed_create_logs_one_object_and_prints_the_same_text(string program)
    {
        using Engine engine = New();
        engine.Container.Args(program);
        Command failed = engine.Call(engine.Create());
        if (failed.ExitCode == 0) failed = engine.Call("start", engine.Id);
        JsonNode line = JsonNode.Parse(File.ReadAllText(engine.File("oci-log")))!;
        Assert.Equal("error", (string)line["level"]!);
        Assert.True(DateTimeOffset.TryParse((string)line["time"]!, out _));
        failed.Failed((string)line["msg"]!);
    }

    [RuncDiffersFact("runc names no place in the config")]
    public void A_mistake_in_the_config_logs_one_object()
    {
        using Engine engine = New();
        engine.Container.Config["process"]!["cwd"] = "relative";
        engine.Container.Mounts.Add((JsonNode)Config.Mount("", "tmpfs", "tmpfs"));
        Command failed = engine.Call(engine.Create());
        failed.Failed("cwd");
        Assert.Contains(
            "process",
            (string)JsonNode.Parse(File.ReadAllText(engine.File("oci-log")))!["msg"]!,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("x", "exec: \"x\": executable file not found in $PATH")]
    [InlineData("/x", "exec: \"/x\": stat /x: no such file or directory")]
    [InlineData("/etc/passwd", "exec: \"/etc/passwd\": permission denied")]
    public void A_failed_exec_has_runcs_words_no_pid_file_and_fails(string program, string message)
    {
        using Engine engine = New().Started();
        string pid = engine.File("exec.pid");
        Command exec = engine.Call(
            "exec",
            "--pid-file",
            pid,
            "--process",
            engine.ProcessFile(program),
            "--detach",
            engine.Id
        );
        exec.Failed(message);
        Assert.Equal(255, exec.ExitCode);
        Assert.False(File.Exists(pid));
    }

    [RuncDiffersFact("runc 1.1 says permission denied; 1.2 and later have this wording")]
    public void The_error_of_a_directory_as_program_says_directory()
    {
        using Engine engine = New().Started();
        engine
            .Call(
                "exec",
                "--pid-file",
                engine.File("p"),
                "--process",
                engine.ProcessFile("/etc"),
                "--detach",
                engine.Id
            )
            .Failed("exec: \"/etc\": is a directory");
    }

    [Fact]
    public void Kill_of_a_stopped_container_has_the_words_that_engines_look_for()
    {
        using Engine engine = New().Started();
        engine.Call("kill", engine.Id, "KILL").Succeeded();
        engine.WaitFor("stopped");
        Command kill = engine.Call("kill", engine.Id, "9");
        Assert.NotEqual(0, kill.ExitCode);
        Assert.Contains("container not running", kill.Error, StringComparison.Ordinal);
        engine.Call("kill", "--all", engine.Id, "9").Succeeded();
        Command unknown = engine.Call("kill", "no-such-container", "9");
        Assert.NotEqual(0, unknown.ExitCode);
        Assert.Contains("does not exist", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Delete_of_an_unknown_id_fails_unless_forced()
    {
        using Engine engine = New();
        engine.Bare("delete", "no-such-container").Failed("does not exist");
        engine.Bare("delete", "--force", "no-such-container").Succeeded();
        engine.Bare("state", "no-such-container").Failed("does not exist");
    }

    [Fact]
    public void State_has_the_members_that_engines_read()
    {
        using Engine engine = New();
        engine.Call(engine.Create()).Succeeded();
        JsonObject state = engine.State();
        Assert.Equal(engine.Id, (string)state["id"]!);
        Assert.Equal("created", (string)state["status"]!);
        Assert.Equal(engine.Bundle, (string)state["bundle"]!);
        Assert.True(DateTimeOffset.TryParse((string)state["created"]!, out _));
    }

    [Fact]
    public void Version_has_the_lines_that_engines_look_for()
    {
        string[] lines = Command.Run(RuntimeUnderTest.Binary, ["--version"]).Succeeded().Lines;
        Assert.Contains(" version ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("commit: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("spec: ", StringComparison.Ordinal));
    }

    [RuncDiffersFact("runc 1.1.5 has no linux.mountExtensions, which came with 1.2")]
    public void Features_announce_what_engines_turn_on()
    {
        Command features = Command.Run(RuntimeUnderTest.Binary, ["features"]);
        JsonNode json = JsonNode.Parse(features.Succeeded().Output)!;
        Assert.Equal("", features.Error);
        Assert.Contains("rro", json["mountOptions"]!.AsArray().Select(option => (string)option!));
        Assert.Contains("user", json["linux"]!["namespaces"]!.AsArray().Select(name => (string)name!));
        Assert.True((bool)json["linux"]!["mountExtensions"]!["idmap"]!["enabled"]!);
    }

    [Fact]
    public void A_failed_create_says_why_and_leaves_no_pid_file()
    {
        using Engine engine = New();
        engine.Container.Config["root"]!["path"] = "no-such-rootfs";
        Command create = engine.Call(engine.Create());
        create.Failed("no-such-rootfs");
        Assert.False(File.Exists(engine.PidFile));
    }

    [Fact]
    public void With_a_terminal_the_master_is_sent_before_create_ends()
    {
        using Engine engine = New();
        engine.Container.Process["terminal"] = true;
        string socket = engine.File("sock");
        // the client accepts only after create has ended
        Command client = engine.Client(
            ["-c", socket],
            [.. engine.Line(engine.Create("--console-socket", socket)), ";", .. engine.Line("kill", engine.Id, "9")]
        );
        Assert.Contains("terminal ", client.Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cgroup_path_is_exactly_the_configs()
    {
        using Engine engine = New().Started();
        string[] paths =
        [
            .. File.ReadLines($"/proc/{engine.State()["pid"]}/cgroup").Select(line => line.Split(':', 3)[2]),
        ];
        Assert.All(paths, path => Assert.EndsWith($"/ocirun-spec/{engine.Id}", path, StringComparison.Ordinal));
    }
}
