using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Contract;

/// <summary>What containerd's shim sends.</summary>
public sealed class Contract_Containerd
{
    private static readonly string[] s_environment =
    [
        "PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin",
        "MAX_SHIM_VERSION=2",
        "GOMAXPROCS=2",
    ];

    private static Engine Containerd() =>
        new(
            s_environment,
            "--root",
            $"{TestRun.WorkDirectory}/containerd/k8s.io",
            "--log",
            "BUNDLE/log.json",
            "--log-format",
            "json"
        );

    private static string[] Create(Engine engine, params string[] more) =>
        ["create", "--bundle", engine.Bundle, "--pid-file", engine.File("init.pid"), .. more, engine.Id];

    private static Engine Started()
    {
        Engine engine = Containerd();
        engine.Call(Create(engine)).Succeeded();
        engine.Call("start", engine.Id).Succeeded();
        return engine;
    }

    [Fact]
    public void A_task_goes_from_create_to_delete()
    {
        using Engine engine = Containerd();
        engine.Call(Create(engine)).Succeeded();
        Assert.Equal(engine.State()["pid"]!.ToString(), File.ReadAllText(engine.File("init.pid")));
        engine.Call("start", engine.Id).Succeeded();
        engine.Call("kill", engine.Id, "9").Succeeded();
        engine.WaitFor("stopped");
        engine.Call("kill", "--all", engine.Id, "9").Succeeded();
        engine.Call("delete", engine.Id).Succeeded();
        engine.Call("delete", "--force", engine.Id).Succeeded();
    }

    [Fact]
    public void Kill_all_ends_every_process()
    {
        using Engine engine = Started();
        string pid = engine.File("exec.pid");
        engine
            .Call("exec", "--process", engine.ProcessFile("sleep", "1000"), "--detach", "--pid-file", pid, engine.Id)
            .Succeeded();
        engine.Call("kill", "--all", engine.Id, "9").Succeeded();
        engine.WaitFor("stopped");
        Assert.DoesNotContain(Leftovers.Processes(engine.Id), line => line.Contains("sleep 1000"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_terminal_comes_over_the_console_socket(bool exec)
    {
        using Engine engine = Containerd();
        string socket = engine.File("pty.sock");
        if (!exec)
        {
            engine.Container.Process["terminal"] = true;
            engine.Container.Args("sh", "-c", "test -t 0 && echo $((6*7))");
        }
        string[] create = engine.Line(Create(engine, exec ? [] : ["--console-socket", socket])),
            start = engine.Line("start", engine.Id);
        string[] process = engine.Line(
            "exec",
            "--process",
            engine.ProcessFile(terminal: true, "sh", "-c", "test -t 0 && echo $((6*7))"),
            "--console-socket",
            socket,
            "--detach",
            "--pid-file",
            engine.File("exec.pid"),
            engine.Id
        );
        Command client = engine.Client(
            ["-c", socket],
            exec ? [.. create, ";", .. start, ";", .. process] : [.. create, ";", .. start]
        );
        Assert.Contains("42\r\n", client.Succeeded().Output);
    }

    [Fact]
    public void Containerd_pauses_and_resumes()
    {
        using Engine engine = Started();
        engine.Call("pause", engine.Id).Succeeded();
        Assert.Equal("paused", (string)engine.State()["status"]!);
        engine.Call("resume", engine.Id).Succeeded();
        Assert.Equal("running", (string)engine.State()["status"]!);
    }

    [Fact]
    public void Ps_prints_pids_as_json()
    {
        using Engine engine = Started();
        var pids = (JsonArray)JsonNode.Parse(engine.Call("ps", "--format", "json", engine.Id).Succeeded().Output)!;
        Assert.Contains(pids, pid => (int)pid! == (int)engine.State()["pid"]!);
    }

    [Fact]
    public void Update_reads_standard_input()
    {
        using Engine engine = Started();
        string input = engine.Container.HostFile(
            "in.json",
            """{"pids":{"limit":55},"cpu":{"shares":512},"devices":[]}"""
        );
        engine.Client([], engine.Line("update", "--resources=-", engine.Id), input).Succeeded();
        Assert.Contains(Leftovers.Cgroups(engine.Id), line =>
            File.Exists($"{line[7..]}/pids.max") && File.ReadAllText($"{line[7..]}/pids.max") == "55\n"
        );
    }

    [Fact]
    public void Features_are_json_and_standard_error_is_empty()
    {
        using Engine engine = Containerd();
        Command features = engine.Bare("features");
        Assert.StartsWith("1.", (string)JsonNode.Parse(features.Succeeded().Output)!["ociVersionMax"]!);
        Assert.Equal("", features.Error);
    }

    [Fact]
    public void Containerd_finds_the_error_in_the_last_line_of_the_log()
    {
        using Engine engine = Started();
        foreach (string program in (string[])["x1", "x2"])
            engine
                .Call(
                    "exec",
                    "--process",
                    engine.ProcessFile(program),
                    "--detach",
                    "--pid-file",
                    engine.File("exec.pid"),
                    engine.Id
                )
                .Failed(program);
        JsonNode[] lines = [.. File.ReadAllLines(engine.File("log.json")).Select(line => JsonNode.Parse(line)!)];
        Assert.DoesNotContain(lines, line => (string)line["level"]! == "fatal");
        Assert.Contains(
            "exec: \"x2\": executable file not found in $PATH",
            (string)lines.Last(line => (string)line["level"]! == "error")["msg"]!
        );
    }
}
