using System;
using System.IO;
using System.Linq;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Contract;

/// <summary>What Docker's shim and BuildKit send beyond what containerd does.</summary>
public sealed class Contract_Docker
{
    private static readonly string[] s_environment = ["PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"];

    private static Engine Docker() =>
        new(
            s_environment,
            "--root",
            $"{TestRun.WorkDirectory}/docker/moby",
            "--log",
            "BUNDLE/log.json",
            "--log-format",
            "json"
        );

    [Fact]
    public void The_shims_socket_does_not_reach_the_container()
    {
        using Engine engine = Docker();
        engine.Container.Script = "probe fds >/tmp/fds; while :; do sleep 0.1; done";
        engine.With(["-s"], engine.Create()).Succeeded();
        engine.With(["-s"], "start", engine.Id).Succeeded();
        Assert.Equal("0 1 2 \n", Container.WaitForText(engine.Container.InRootfs("tmp/fds")));
        engine
            .With(
                ["-s"],
                "exec",
                "--process",
                engine.ProcessFile("sh", "-c", "probe fds >/tmp/exec"),
                "--detach",
                "--pid-file",
                engine.File("p"),
                engine.Id
            )
            .Succeeded();
        Assert.Equal("0 1 2 \n", Container.WaitForText(engine.Container.InRootfs("tmp/exec")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("2")]
    public void A_preserved_descriptor_that_is_closed_is_no_error(string descriptor)
    {
        using Engine engine = Docker();
        engine.With(["-x", descriptor], engine.Create()).Succeeded();
        engine.With(["-x", descriptor], "start", engine.Id).Succeeded();
        Assert.Equal("running", (string)engine.State()["status"]!);
    }

    [Fact]
    public void The_prestart_hook_has_its_arguments_and_the_state()
    {
        using Engine engine = Docker();
        string seen = engine.File("seen");
        string hook = engine.Container.HostFile("hook", $"#!/bin/sh\n{{ echo \"$0 $*\"; cat; }} >{seen}\n");
        Command.Run("chmod", ["755", hook]).Succeeded();
        engine.Container.Config["hooks"] = new System.Text.Json.Nodes.JsonObject
        {
            ["prestart"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject
            {
                ["path"] = hook,
                ["args"] = Config.Array("libnetwork-setkey", "-exec-root=/var/run/docker", engine.Id, "abc"),
            }),
        };
        engine.Started();
        string text = File.ReadAllText(seen);
        Assert.Contains($"-exec-root=/var/run/docker {engine.Id} abc\n", text, StringComparison.Ordinal);
        Assert.Contains($"\"id\":\"{engine.Id}\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_has_a_line_with_version_and_one_with_commit()
    {
        string[] lines = Command.Run(RuntimeUnderTest.Binary, ["--version"]).Succeeded().Lines;
        Assert.Contains(lines, line => line.Contains(" version ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("commit: ", StringComparison.Ordinal));
    }

    /// <summary>BuildKit: no --root, foreground, the exit code is RUN's.</summary>
    [Theory]
    [InlineData("true", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("kill -9 $$", 137)]
    public void BuildKit_runs_in_the_foreground_and_keeps_the_container(string script, int code)
    {
        using var engine = new Engine(s_environment, "--log", "BUNDLE/runc-log.json", "--log-format", "json");
        // the first process of a pid namespace gets no signal that it sends itself
        engine.Container.Script = $"sh -c 'echo out; {script}'; exit $?";
        Command run = engine.Call("run", "--bundle", engine.Bundle, "--keep", engine.Id);
        Assert.Equal(code, run.ExitCode);
        Assert.Equal("out\n", run.Output);
        Assert.Equal("stopped", (string)engine.State()["status"]!);
        engine.Call("delete", engine.Id).Succeeded();
    }

    [Fact]
    public void A_failure_under_BuildKit_is_in_the_log_and_on_standard_error()
    {
        using var engine = new Engine(s_environment, "--log", "BUNDLE/runc-log.json", "--log-format", "json");
        engine.Container.Args("no-such-program");
        engine.Call("run", "--bundle", engine.Bundle, "--keep", engine.Id).Failed("executable file not found in $PATH");
        Assert.Contains(
            "executable file not found in $PATH",
            File.ReadLines(engine.File("runc-log.json")).Last(),
            StringComparison.Ordinal
        );
    }
}
