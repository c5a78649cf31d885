using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Contract;

/// <summary>What conmon and Podman send: conmon's calls have the log options, Podman's own have none.</summary>
public sealed class Contract_Podman
{
    private static readonly string[] s_conmon =
    [
        "PATH=/usr/bin:/bin",
        "HOME=/root",
        "XDG_RUNTIME_DIR=",
        "_OCI_SYNCPIPE=3",
        "_OCI_STARTPIPE=4",
        "_OCI_ATTACHPIPE=5",
    ];

    // kill, delete and pause get nothing else: no PATH, no HOME
    private static readonly string[] s_podman = ["XDG_RUNTIME_DIR="];

    private static Engine Conmon() => new(s_conmon, "--log-format=json", "--log", "BUNDLE/oci-log");

    private static Command Podman(Engine engine, params string[] words) =>
        engine.Client([], ["/usr/bin/env", "-i", .. s_podman, RuntimeUnderTest.Binary, .. words]);

    [Fact]
    public void A_container_goes_from_create_to_delete()
    {
        using Engine engine = Conmon();
        engine.Call(engine.Create()).Succeeded();
        Assert.Equal(engine.State()["pid"]!.ToString(), File.ReadAllText(engine.PidFile));
        Assert.Equal("", File.Exists(engine.File("oci-log")) ? File.ReadAllText(engine.File("oci-log")) : "");
        Podman(engine, "start", engine.Id).Succeeded();
        Podman(engine, "pause", engine.Id).Succeeded();
        Assert.Equal("paused", (string)engine.State()["status"]!);
        Podman(engine, "resume", engine.Id).Succeeded();
        Podman(engine, "kill", engine.Id, "15").Succeeded();
        engine.WaitFor("stopped");
        Podman(engine, "delete", "--force", engine.Id).Succeeded();
        Podman(engine, "state", engine.Id).Failed("does not exist");
    }

    [Theory]
    [InlineData("--log-format=json", "--log", "LOG")]
    [InlineData("--log-format", "json", "--log=LOG")]
    [InlineData("--log-format", "json", "--log", "LOG")]
    [InlineData("--log-format=json", "--log=LOG")]
    [InlineData("-log-format=json", "-log", "LOG")]
    public void An_option_is_read_with_a_space_and_with_an_equals_sign(params string[] options)
    {
        using Engine engine = Conmon();
        string log = engine.File("other-log");
        engine
            .Bare([
                .. options.Select(word => word.Replace("LOG", log, StringComparison.Ordinal)),
                "state",
                "no-such-container",
            ])
            .Failed("does not exist");
        Assert.Equal("error", (string)JsonNode.Parse(File.ReadAllText(log))!["level"]!);
    }

    [Fact]
    public void Conmons_pipes_stay_with_conmon()
    {
        using Engine engine = Conmon();
        engine.Container.Args("sh", "-c", "probe fds; env");
        engine
            .Client(
                ["-p", "_OCI_SYNCPIPE=3", "-p", "_OCI_STARTPIPE=4", "-p", "_OCI_ATTACHPIPE=5"],
                [.. engine.Line(engine.Create()), ";", .. engine.Line("start", engine.Id), ";", "/bin/sleep", "1"]
            )
            .Succeeded();
        Command output = engine.Client(
            ["-p", "_OCI_SYNCPIPE=3", "-p", "_OCI_STARTPIPE=4"],
            engine.Line("run", "--bundle", engine.Bundle, engine.Id + "b")
        );
        Assert.Equal("0 1 2 ", output.Succeeded().Lines[0]);
        Assert.DoesNotContain("_OCI_", output.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_console_socket_gets_the_terminal_of_create()
    {
        using Engine engine = Conmon();
        engine.Container.Process["terminal"] = true;
        engine.Container.Args("sh", "-c", "test -t 0 && test -t 1 && test -t 2 && echo hello");
        string socket = engine.File("sock");
        Command client = engine.Client(
            ["-c", socket],
            [.. engine.Line(engine.Create("--console-socket", socket)), ";", .. engine.Line("start", engine.Id)]
        );
        Assert.Contains("terminal ", client.Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("hello\r\n", client.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_console_socket_gets_the_terminal_of_exec()
    {
        using Engine engine = Conmon().Started();
        string socket = engine.File("sock"), pid = engine.File("exec.pid");
        // conmon 2.1.6 adds --tty to a process that has terminal already
        Command client = engine.Client(
            ["-c", socket],
            engine.Line(
                "exec",
                "--pid-file",
                pid,
                "--process",
                engine.ProcessFile(terminal: true, "sh", "-c", "test -t 0 && echo $((6*7))"),
                "--tty",
                "--detach",
                "--console-socket",
                socket,
                engine.Id
            )
        );
        Assert.Contains("42\r\n", client.Succeeded().Output, StringComparison.Ordinal);
        Assert.Matches("^[0-9]+$", File.ReadAllText(pid));
    }

    [Fact]
    public void Preserved_descriptors_reach_the_container_and_the_exec()
    {
        using Engine engine = Conmon();
        engine.Container.Script = "probe fds >/tmp/fds; while :; do sleep 0.1; done";
        engine.Client(["-s", "-p", "X=4", "-p", "Y=5"], engine.Line(engine.Create("--preserve-fds", "2"))).Succeeded();
        Podman(engine, "start", engine.Id).Succeeded();
        Assert.Equal("0 1 2 3 4 \n", Container.WaitForText(engine.Container.InRootfs("tmp/fds")));
        engine
            .Client(
                ["-s"],
                engine.Line(
                    "exec",
                    "--pid-file",
                    engine.File("exec.pid"),
                    "--process",
                    engine.ProcessFile("sh", "-c", "probe fds >/tmp/exec-fds"),
                    "--detach",
                    "--preserve-fds",
                    "1",
                    engine.Id
                )
            )
            .Succeeded();
        Assert.Equal("0 1 2 3 \n", Container.WaitForText(engine.Container.InRootfs("tmp/exec-fds")));
    }

    [RuncDiffersFact("runc has no --cgroup-manager; Podman gives it to crun")]
    public void Cgroups_can_be_disabled()
    {
        using Engine engine = Conmon();
        engine.Call(["--cgroup-manager", "disabled", .. engine.Create()]).Succeeded();
        Assert.Empty(Leftovers.Cgroups(engine.Id));
        Podman(engine, "start", engine.Id).Succeeded();
        Podman(engine, "kill", engine.Id, "9").Succeeded();
        Podman(engine, "delete", "--force", engine.Id).Succeeded();
    }

    [Fact]
    public void A_detached_exec_writes_its_pid_and_exits()
    {
        using Engine engine = Conmon().Started();
        string pid = engine.File("exec.pid");
        Command exec = engine.Call(
            "exec",
            "--pid-file",
            pid,
            "--process",
            engine.ProcessFile("sleep", "1000"),
            "--detach",
            engine.Id
        );
        exec.Succeeded();
        Assert.Equal("", exec.Output + exec.Error);
        Assert.Contains("sleep", File.ReadAllText($"/proc/{File.ReadAllText(pid)}/cmdline"), StringComparison.Ordinal);
    }

    [Fact]
    public void Update_reads_a_file()
    {
        using Engine engine = Conmon().Started();
        string file = engine.Container.HostFile(
            "resources.json",
            """{"memory":{"limit":67108864},"pids":{"limit":77},"devices":null}"""
        );
        Podman(engine, "update", $"--resources={file}", engine.Id).Succeeded();
        Assert.Contains(HostFiles(engine, "pids.max"), text => text == "77");
    }

    private static string[] HostFiles(Engine engine, string name) =>
        [
            .. Leftovers
                .Cgroups(engine.Id)
                .Select(line => Path.Combine(line["cgroup ".Length..], name))
                .Where(File.Exists)
                .Select(file => File.ReadAllText(file).Trim()),
        ];

    [Fact]
    public void Version_works_without_an_environment() =>
        Assert.Contains(
            "version ",
            Command.Run("/usr/bin/env", ["-i", RuntimeUnderTest.Binary, "--version"]).Succeeded().Output,
            StringComparison.Ordinal
        );

    [Fact]
    public void Root_with_an_empty_runtime_dir_has_its_state_where_root_has_it()
    {
        using Engine engine = Conmon().Started();
        Assert.True(Directory.Exists($"/run/{(RuntimeUnderTest.IsRunc ? "runc" : "ocirun")}/{engine.Id}"));
    }
}
