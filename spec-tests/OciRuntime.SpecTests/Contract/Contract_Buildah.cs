using System;
using System.Collections.Generic;
using System.IO;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Contract;

/// <summary>What Buildah, and Podman's build, send for each RUN.</summary>
public sealed class Contract_Buildah
{
    private static readonly string[] s_environment = ["PATH=/usr/bin:/bin", "HOME=/root", "TERM=xterm"];

    // the values of --runtime-flag, with two dashes put before them
    private static Engine Buildah(params string[] flags) => new(s_environment, flags);

    [Theory]
    [InlineData]
    [InlineData("--debug")]
    [InlineData("--log-format=json", "--log=BUNDLE/log")]
    [InlineData("--systemd-cgroup=false")]
    [InlineData("--rootless=false")]
    public void A_run_ends_with_the_status_of_its_process(params string[] flags)
    {
        using Engine engine = Buildah(flags);
        engine.Container.Args("sh", "-c", "echo built; exit 7");
        string pid = engine.File("pid");
        Command client = engine.Client(
            ["-w", pid],
            [
                .. engine.Line("create", "--bundle", engine.Bundle, "--pid-file", pid, engine.Id),
                ";",
                .. engine.Line("start", engine.Id),
            ]
        );
        Assert.Equal("built\nprocess exited 7\n", client.Succeeded().Output);
        Assert.Equal("stopped", (string)engine.State()["status"]!);
        engine.Call("delete", engine.Id).Succeeded();
        engine.Call("state", engine.Id).Failed("does not exist");
    }

    [Fact]
    public void The_terminal_comes_over_the_console_socket()
    {
        using Engine engine = Buildah();
        engine.Container.Process["terminal"] = true;
        engine.Container.Args("sh", "-c", "tty=$(readlink /proc/self/fd/0); echo $tty");
        string socket = engine.File("console.sock");
        Command client = engine.Client(
            ["-c", socket],
            [.. engine.Line(engine.Create("--console-socket", socket)), ";", .. engine.Line("start", engine.Id)]
        );
        Assert.Contains("/dev/pts/0\r\n", client.Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Buildah_sees_only_the_four_states_of_the_spec()
    {
        using Engine engine = Buildah();
        engine.Container.Args("sleep", "0.3");
        engine.Call(engine.Create()).Succeeded();
        var seen = new HashSet<string> { (string)engine.State()["status"]! };
        engine.Call("start", engine.Id).Succeeded();
        Wait.Until(
            () =>
            {
                seen.Add((string)engine.State()["status"]!);
                return seen.Contains("stopped");
            },
            "stopped container");
        Assert.Equal(["created", "running", "stopped"], new SortedSet<string>(seen));
    }

    [Fact]
    public void Buildahs_interrupt_kills_by_name()
    {
        using Engine engine = Buildah().Started();
        engine.Call("kill", engine.Id, "SIGKILL").Succeeded();
        engine.WaitFor("stopped");
        engine.Call("delete", engine.Id).Succeeded();
    }

    [Fact]
    public void A_failed_start_says_why_on_standard_error_alone()
    {
        using Engine engine = Buildah("--log-format=json", "--log=BUNDLE/log");
        engine.Container.Args("no-such-program");
        Command create = engine.Call(engine.Create());
        Command failed = create.ExitCode != 0 ? create : engine.Call("start", engine.Id);
        failed.Failed("exec: \"no-such-program\": executable file not found in $PATH");
        Assert.True(File.Exists(engine.File("log")));
    }
}
