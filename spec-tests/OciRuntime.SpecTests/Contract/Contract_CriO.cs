using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Contract;

/// <summary>What CRI-O sends, through conmon (--root=R) and itself (--root R).</summary>
public sealed class Contract_CriO
{
    private static readonly string[] s_environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "CRI_O_EXTERNAL=1"];

    private static string Root => $"{TestRun.WorkDirectory}/crio";

    private static Engine Crio() => new(s_environment, "--root", Root);

    private static Engine Started()
    {
        Engine engine = Crio();
        engine.Bare([$"--root={Root}", .. engine.Create()]).Succeeded();
        engine.Call("start", engine.Id).Succeeded();
        return engine;
    }

    [Theory]
    [InlineData("15")]
    [InlineData("KILL")]
    public void A_container_goes_from_create_to_delete(string signal)
    {
        using Engine engine = Started();
        engine.Call("pause", engine.Id).Succeeded();
        engine.Call("resume", engine.Id).Succeeded();
        engine.Call("kill", engine.Id, signal).Succeeded();
        engine.WaitFor("stopped");
        engine.Call("delete", "--force", engine.Id).Succeeded();
    }

    [Fact]
    public void State_has_the_members_that_CRI_O_reads()
    {
        using Engine engine = Started();
        JsonObject state = engine.State();
        Assert.Equal("running", (string)state["status"]!);
        Assert.True((int)state["pid"]! > 0);
        Assert.InRange(
            DateTimeOffset.UtcNow - DateTimeOffset.Parse((string)state["created"]!),
            TimeSpan.FromSeconds(-5),
            TimeSpan.FromMinutes(1)
        );
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$", (string)state["created"]!);
    }

    [Fact]
    public void Update_reads_standard_input()
    {
        using Engine engine = Started();
        string input = engine.Container.HostFile(
            "in.json",
            """{"memory":{"limit":67108864},"cpu":{"shares":512,"quota":20000,"period":100000}}"""
        );
        engine.Client([], engine.Line("update", "--resources", "-", engine.Id), input).Succeeded();
        Assert.Contains(Leftovers.Cgroups(engine.Id), line =>
            File.Exists($"{line[7..]}/memory.limit_in_bytes")
                && File.ReadAllText($"{line[7..]}/memory.limit_in_bytes") == "67108864\n"
            || File.Exists($"{line[7..]}/memory.max") && File.ReadAllText($"{line[7..]}/memory.max") == "67108864\n"
        );
    }

    [Fact]
    public void ExecSync_is_detached_with_a_pid_file()
    {
        using Engine engine = Started();
        string pid = engine.File("exec.pid");
        engine
            .Bare(
                $"--root={Root}",
                "exec",
                "--pid-file",
                pid,
                "--process",
                engine.ProcessFile("sh", "-c", "echo $CONTAINER >/tmp/it"),
                "--detach",
                engine.Id
            )
            .Succeeded();
        Assert.Matches("^[0-9]+$", File.ReadAllText(pid));
        Assert.Equal(engine.Id + "\n", Container.WaitForText(engine.Container.InRootfs("tmp/it")));
    }

    [Fact]
    public void A_streaming_exec_of_CRI_O_is_in_the_foreground()
    {
        using Engine engine = Started();
        string input = engine.Container.HostFile("in", "from outside\n");
        Command exec = engine.Client(
            [],
            engine.Line("exec", "--process", engine.ProcessFile("sh", "-c", "cat; echo error >&2; exit 5"), engine.Id),
            input
        );
        Assert.Equal(5, exec.ExitCode);
        Assert.Equal("from outside\n", exec.Output);
        Assert.Contains("error\n", exec.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_streaming_exec_with_a_terminal_passes_it_through_the_callers()
    {
        using Engine engine = Started();
        Command exec = engine.With(
            ["-t"],
            "exec",
            "--process",
            engine.ProcessFile(
                terminal: true,
                "sh",
                "-c",
                "test -t 0 && test -t 2 && readlink /proc/self/fd/1; exit 6"
            ),
            engine.Id
        );
        Assert.Equal(6, exec.ExitCode);
        Assert.Contains("/dev/pts/0\r\n", exec.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_of_the_engine_stays_outside()
    {
        using Engine engine = Crio();
        engine.Container.Args("env");
        Assert.DoesNotContain(
            "CRI_O_EXTERNAL",
            engine.Call("run", "--bundle", engine.Bundle, engine.Id).Succeeded().Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Features_name_the_versions_of_the_spec()
    {
        using Engine engine = Crio();
        JsonNode features = JsonNode.Parse(engine.Bare("features").Succeeded().Output)!;
        Assert.StartsWith("1.", (string)features["ociVersionMin"]!, StringComparison.Ordinal);
        Assert.StartsWith("1.", (string)features["ociVersionMax"]!, StringComparison.Ordinal);
    }
}
