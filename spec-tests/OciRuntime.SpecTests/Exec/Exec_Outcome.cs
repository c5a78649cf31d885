using System;
using System.Diagnostics;
using System.IO;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Exec;

/// <summary>How <c>exec</c> ends: exit codes, and the texts that engines look for (runc's).</summary>
public sealed class Exec_Outcome
{
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("exit 255", 255)]
    [InlineData("kill -9 $$", 137)]
    [InlineData("kill -TERM $$", 143)]
    public void Exec_exits_with_the_processs_code(string script, int code)
    {
        using Container container = new Container("sleep 1000").Begin();
        Assert.Equal(code, container.Exec("sh", "-c", script).ExitCode);
    }

    [Theory]
    [InlineData("nothing", "exec: \"nothing\": executable file not found in $PATH")]
    [InlineData("/nothing", "exec: \"/nothing\": stat /nothing: no such file or directory")]
    [InlineData("./nothing", "exec: \"./nothing\": stat ./nothing: no such file or directory")]
    [InlineData("/etc/passwd", "exec: \"/etc/passwd\": permission denied")]
    [InlineData("/etc/passwd/x", "exec: \"/etc/passwd/x\": stat /etc/passwd/x: not a directory")]
    public void Exec_names_a_program_that_cannot_run_as_runc_does(string program, string message)
    {
        using Container container = new Container("sleep 1000").Begin();
        string pidFile = Path.Combine(container.Bundle, "exec.pid");
        foreach (string[] options in (string[][])[["--pid-file", pidFile], ["--pid-file", pidFile, "--detach"]])
        {
            Command failed = container.ExecWith(options, program).Failed(message);
            Assert.Contains("exec failed: unable to start container process: ", failed.Error, StringComparison.Ordinal);
            Assert.Equal(255, failed.ExitCode);
            Assert.False(File.Exists(pidFile), "a failed exec left its pid file");
        }
    }

    [RuncDiffersFact("it leaves the file that it could not rename")]
    public void Exec_leaves_nothing_if_the_pid_file_cannot_be_written()
    {
        using Container container = new Container("sleep 1000").Begin();
        string directory = container.HostDirectory("taken");
        Command failed = container.ExecWith(["--pid-file", directory], "true")
            .Failed($"write the pid file `{directory}`: is a directory");
        Assert.Equal(255, failed.ExitCode);
        Assert.False(File.Exists(Path.Combine(container.Bundle, ".taken")), "the temporary file is still there");
    }

    [RuncDiffersFact("1.1 says `permission denied`; since 1.2 it says this")]
    public void Exec_of_a_directory_has_runcs_words()
    {
        using Container container = new Container("sleep 1000").Begin();
        Assert.Equal(255, container.Exec("/etc").Failed("exec: \"/etc\": is a directory").ExitCode);
    }

    [Fact]
    public void Exec_of_a_file_that_is_no_program_is_an_error()
    {
        using var container = new Container("sleep 1000");
        File.WriteAllText(container.InRootfs("bin/text"), "no program\n");
        File.SetUnixFileMode(container.InRootfs("bin/text"), (UnixFileMode)0b111_101_101);
        container.Begin();
        container.Exec("text").Failed("exec format error");
    }

    [Fact]
    public void Exec_logs_one_line_for_a_failure()
    {
        using Container container = new Container("sleep 1000").Begin();
        string log = Path.Combine(container.Bundle, "log");
        RuntimeUnderTest
            .Run("--log", log, "--log-format", "json", "exec", container.Id, "nothing")
            .Failed("executable file not found in $PATH");
        string line = Assert.Single(File.ReadAllLines(log));
        Assert.Contains("\"level\":\"error\"", line, StringComparison.Ordinal);
        Assert.Contains("executable file not found in $PATH", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Exec_has_the_callers_standard_streams()
    {
        using Container container = new Container("sleep 1000").Begin();
        Command done = Command
            .Run(
                RuntimeUnderTest.Binary,
                ["--root", TestRun.StateRoot, "exec", container.Id, "sh", "-c", "cat; echo bad >&2"],
                input: container.HostFile("input", "good\n")
            )
            .Succeeded();
        Assert.Equal(("good\n", "bad\n"), (done.Output, done.Error));
    }

    [Fact]
    public void Exec_forwards_signals_to_the_process()
    {
        using Container container = new Container("sleep 1000").Begin();
        using Process exec = Command.Start(
            RuntimeUnderTest.Binary,
            [
                "--root",
                TestRun.StateRoot,
                "exec",
                container.Id,
                "sh",
                "-c",
                "trap 'exit 42' USR1; touch /home/ready; while true; do sleep 0.05; done",
            ],
            Path.Combine(container.Bundle, "exec")
        );
        Wait.UntilExists(container.InRootfs("home/ready"));
        Command.Run("kill", ["-USR1", $"{exec.Id}"]).Succeeded();
        Assert.True(exec.WaitForExit(30_000));
        Assert.Equal(42, exec.ExitCode);
    }

    [Fact]
    public void Exec_gives_a_slow_reader_all_output()
    {
        using Container container = new Container("sleep 1000").Begin();
        string script =
            $"{RuntimeUnderTest.Binary} --root {TestRun.StateRoot} exec {container.Id} dd if=/dev/zero bs=65536 "
            + $"count=64 2>&- | (sleep 0.5; wc -c)";
        Assert.Equal($"{64 * 65536}", Command.Run("sh", ["-c", script]).Succeeded().Text.Trim());
    }

    [Fact]
    public void Exec_ends_if_its_reader_closes()
    {
        using Container container = new Container("sleep 1000").Begin();
        string script =
            $"{RuntimeUnderTest.Binary} --root {TestRun.StateRoot} exec {container.Id} sh -c 'while echo y; do :; "
            + $"done' | head -n 1";
        Assert.Equal("y", Command.Run("sh", ["-c", script]).Succeeded().Text);
    }
}
