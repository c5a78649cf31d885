using System.Diagnostics;
using System.IO;
using System.Threading;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Exec;

/// <summary><c>exec</c> in containers of every status.</summary>
public sealed class Exec_States
{
    [Fact]
    public void Exec_works_in_a_created_container()
    {
        using var container = new Container("sleep 1000");
        container.Create().Succeeded();
        Assert.Equal("hello", container.Exec("echo", "hello").Succeeded().Text);
        Assert.Equal("created", container.Status);
    }

    [Fact]
    public void Exec_in_a_stopped_container_is_an_error()
    {
        using Container container = new Container("true").Begin();
        container.WaitFor("stopped");
        Assert.Equal(255, container.Exec("true").Failed("cannot exec in a stopped container").ExitCode);
    }

    [Fact]
    public void Exec_in_an_unknown_container_is_an_error() =>
        Assert.Equal(255, RuntimeUnderTest.Run("exec", "no-such-container", "true").Failed("does not exist").ExitCode);

    [Fact]
    public void Exec_in_a_paused_container_is_an_error()
    {
        using Container container = new Container("sleep 1000").Begin();
        RuntimeUnderTest.Run("pause", container.Id).Succeeded();
        Assert.Equal(
            255,
            container
                .Exec("true")
                .Failed("cannot exec in a paused container (use --ignore-paused to override)")
                .ExitCode
        );
    }

    [Fact]
    public void Exec_with_ignore_paused_runs_at_resume()
    {
        using Container container = new Container("sleep 1000").Begin();
        RuntimeUnderTest.Run("pause", container.Id).Succeeded();
        string stem = Path.Combine(container.Bundle, "exec");
        using Process exec = Command.Start(RuntimeUnderTest.Binary,
            ["--root", TestRun.StateRoot, "exec", "--ignore-paused", container.Id, "echo", "late"], stem);
        Assert.False(exec.WaitForExit(300), File.ReadAllText(stem + ".err"));
        RuntimeUnderTest.Run("resume", container.Id).Succeeded();
        Assert.True(exec.WaitForExit(30_000));
        Assert.Equal(0, exec.ExitCode);
        Assert.Equal("late\n", File.ReadAllText(stem + ".out"));
    }

    [Fact]
    public void Exec_ends_with_the_containers_init()
    {
        using Container container = new Container("sleep 1000").Begin();
        using Process exec = Command.Start(
            RuntimeUnderTest.Binary,
            ["--root", TestRun.StateRoot, "exec", container.Id, "sh", "-c", "touch /home/there; sleep 1000"],
            Path.Combine(container.Bundle, "exec")
        );
        Wait.UntilExists(container.InRootfs("home/there"));
        container.KillWith("KILL").Succeeded();
        Assert.True(exec.WaitForExit(30_000));
        Assert.Equal(137, exec.ExitCode);
    }

    [Fact]
    public void Exec_beside_delete_runs_or_fails_and_does_not_hang()
    {
        for (int round = 0; round < 10; round++)
        {
            using Container container = new Container("sleep 1000").Begin();
            string stem = Path.Combine(container.Bundle, "exec");
            using Process exec = Command.Start(
                RuntimeUnderTest.Binary,
                ["--root", TestRun.StateRoot, "exec", container.Id, "sleep", "1000"],
                stem
            );
            Thread.Sleep(round * 4);
            container.Delete("--force").Succeeded();
            Assert.True(exec.WaitForExit(30_000), "exec hangs");
            Assert.NotEqual(0, exec.ExitCode);
        }
    }
}
