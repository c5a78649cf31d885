using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cli;

/// <summary>The forms of options that engines write, and what the options of create and run do.</summary>
public sealed class Cli_Options
{
    [Theory]
    [InlineData("--bundle", true)]
    [InlineData("-bundle", true)]
    [InlineData("-b", true)]
    [InlineData("--bundle=", false)]
    [InlineData("-bundle=", false)]
    [InlineData("-b=", false)]
    public void All_forms_of_an_option_with_a_value_are_accepted(string form, bool separate)
    {
        using var container = new Container("echo taken");
        container.WriteConfig();
        string[] option = separate ? [form, container.Bundle] : [form + container.Bundle];
        Assert.Equal("taken", RuntimeUnderTest.Run(["run", .. option, container.Id]).Succeeded().Text);
    }

    [Fact]
    public void Debug_and_root_with_an_equals_sign_are_accepted()
    {
        using var container = new Container("true");
        Command
            .Run(RuntimeUnderTest.Binary, [$"--root={TestRun.StateRoot}", "--debug", "state", container.Id])
            .Failed("does not exist");
    }

    [Fact]
    public void Containers_of_different_roots_do_not_see_each_other()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        Command
            .Run(RuntimeUnderTest.Binary, ["--root", container.HostDirectory("other"), "state", container.Id])
            .Failed("does not exist");
    }

    [Fact]
    public void Pid_file_holds_the_pid_of_a_detached_run()
    {
        using var container = new Container("sleep 100");
        container.Run("--detach", "--pid-file", container.PidFile).Succeeded();
        Assert.Equal(container.Pid.ToString(), File.ReadAllText(container.PidFile));
        Assert.Equal("running", container.Status);
    }

    [Fact]
    public void Pid_file_that_cannot_be_written_is_an_error_with_nothing_left()
    {
        using var container = new Container("sleep 100");
        container.Run("--detach", "--pid-file", "/no/such/directory/pid").Failed("no such file or directory");
        Assert.Empty(container.FindLeftovers());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(255)]
    public void Run_exits_with_the_programs_code(int code)
    {
        using var container = new Container($"exit {code}");
        Assert.Equal(code, container.Run().ExitCode);
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void Run_exits_with_128_and_the_signal_that_ended_the_program()
    {
        using var container = new Container("sleep 100");
        using System.Diagnostics.Process run = container.RunAttached();
        WaitUntilRunning(container);
        container.KillWith("KILL").Succeeded();
        Assert.True(run.WaitForExit(30_000));
        Assert.Equal(128 + 9, run.ExitCode);
    }

    [Fact]
    public void Run_forwards_signals()
    {
        using var container = new Container("trap 'exit 42' TERM; echo >/home/ready; while true; do sleep 0.05; done");
        using System.Diagnostics.Process run = container.RunAttached();
        Container.WaitForText(container.InRootfs("home/ready"));
        Mono.Unix.Native.Syscall.kill(run.Id, Mono.Unix.Native.Signum.SIGTERM);
        Assert.True(run.WaitForExit(30_000));
        Assert.Equal(42, run.ExitCode);
    }

    [Fact]
    public void Run_with_keep_leaves_a_stopped_container()
    {
        using var container = new Container("exit 5");
        Command run = container.Run("--keep");
        Assert.Equal(5, run.ExitCode);
        Assert.Equal("stopped", container.Status);
        container.Delete().Succeeded();
    }

    [Fact]
    public void Run_passes_standard_input_and_output()
    {
        using var container = new Container().Args("cat");
        container.WriteConfig();
        string input = container.HostFile("input", string.Concat(Enumerable.Repeat("0123456789abcde\n", 100_000)));
        Command run = Command.Run(
            RuntimeUnderTest.Binary,
            ["--root", TestRun.StateRoot, "run", "--bundle", container.Bundle, container.Id],
            input: input
        );
        Assert.Equal(File.ReadAllText(input), run.Succeeded().Output);
    }

    [Fact]
    public void No_pivot_runs_the_container()
    {
        using var container = new Container("cat /etc/passwd; cd /; cd ..; pwd");
        Assert.EndsWith("/", container.Run("--no-pivot").Succeeded().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 1 2 ")]
    [InlineData(1, "0 1 2 3 ")]
    [InlineData(2, "0 1 2 3 4 ")]
    public void Preserve_fds_passes_that_many_and_no_more(int count, string expected)
    {
        using var container = new Container().Args("probe", "fds");
        container.WriteConfig();
        string script = $"exec 3</etc/passwd 4</etc/group 5</etc/fstab; exec \"$@\"";
        Command run = Command.Run(
            "/bin/bash",
            [
                "-c",
                script,
                "sh",
                RuntimeUnderTest.Binary,
                "--root",
                TestRun.StateRoot,
                "run",
                "--preserve-fds",
                count.ToString(),
                "--bundle",
                container.Bundle,
                container.Id,
            ]
        );
        Assert.Equal(expected, run.Succeeded().Text);
    }

    [Fact]
    public void Preserve_fds_that_are_not_open_is_an_error_or_ignored_with_nothing_left()
    {
        using var container = new Container("true");
        container.Run("--preserve-fds", "9");
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void The_state_directory_of_one_container_is_private()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        Assert.Equal(
            UnixFileMode.None,
            File.GetUnixFileMode(Path.Combine(TestRun.StateRoot, container.Id))
                & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)
        );
    }

    [Fact]
    public void Console_socket_without_terminal_and_terminal_without_socket_are_errors()
    {
        using var container = new Container("true");
        container.Create("--console-socket", container.HostFile("socket")).Failed("console socket");
        container.Process["terminal"] = true;
        container.Create().Failed("console socket");
    }

    private static void WaitUntilRunning(Container container)
    {
        bool Runs() => RuntimeUnderTest.Run("state", container.Id) is { ExitCode: 0 } state
            && (string)JsonNode.Parse(state.Output)!["status"]! == "running";
        Wait.Until(Runs, "running container");
    }
}
