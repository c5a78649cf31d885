using System;
using System.IO;
using System.Threading;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Runtime;

/// <summary>runtime.md, "Kill".</summary>
public sealed class Runtime_Operations_Kill
{
    private const string Catch =
        "trap 'echo caught >/home/mark' TERM USR1 HUP; echo ready >/home/ready; while true; do sleep 0.05; done";

    [Fact]
    public void Kill_of_an_unknown_id_is_an_error() =>
        RuntimeUnderTest.Run("kill", "no-such-container").Failed("does not exist");

    [Fact]
    public void Kill_without_an_id_is_an_error() => RuntimeUnderTest.Run("kill").Failed("requires a minimum of 1 argument");

    [Theory]
    [InlineData("TERM")]
    [InlineData("SIGTERM")]
    [InlineData("15")]
    [InlineData("USR1")]
    [InlineData("sigusr1")]
    [InlineData("10")]
    [InlineData("1")]
    public void Kill_sends_the_signal(string signal)
    {
        using Container container = Running(Catch);
        container.KillWith(signal).Succeeded();
        Assert.Equal("caught\n", Container.WaitForText(container.InRootfs("home/mark")));
    }

    [Fact]
    public void Kill_without_a_signal_sends_SIGTERM()
    {
        using Container container = Running(
            "trap 'echo term >/home/mark' TERM; echo ready >/home/ready; while true; do sleep 0.05; done"
        );
        RuntimeUnderTest.Run("kill", container.Id).Succeeded();
        Assert.Equal("term\n", Container.WaitForText(container.InRootfs("home/mark")));
    }

    [Fact]
    public void Kill_of_a_created_container_ends_it()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        container.KillWith("KILL").Succeeded();
        container.WaitFor("stopped");
    }

    [Fact]
    public void Kill_of_a_stopped_container_is_an_error()
    {
        using var container = new Container("true");
        container.Create().Succeeded();
        container.Start().Succeeded();
        container.WaitFor("stopped").KillWith("TERM").Failed("container not running");
    }

    [Theory]
    [InlineData("NOSUCH")]
    [InlineData("65")]
    [InlineData("-1x")]
    public void Kill_with_an_unknown_signal_is_an_error_and_sends_nothing(string signal)
    {
        using Container container = Running(Catch);
        RuntimeUnderTest.Run("kill", container.Id, signal).Failed("signal");
        Assert.Equal("running", container.Status);
        Assert.False(File.Exists(container.InRootfs("home/mark")));
    }

    [Fact]
    public void Kill_sends_a_real_time_signal()
    {
        using Container container = Running(
            "trap 'echo rt >/home/mark' 34; echo ready >/home/ready; while true; do sleep 0.05; done"
        );
        container.KillWith("34").Succeeded();
        Assert.Equal("rt\n", Container.WaitForText(container.InRootfs("home/mark")));
    }

    [Fact]
    public void Kill_all_reaches_every_process()
    {
        using Container container = Running("sleep 1000 & sleep 1000 & echo ready >/home/ready; wait");
        RuntimeUnderTest.Run("kill", "--all", container.Id, "KILL").Succeeded();
        container.WaitFor("stopped");
        Assert.Empty(Leftovers.Processes(container.Id));
    }

    [Fact]
    public void Kill_all_after_the_program_has_ended_does_not_fail()
    {
        using var container = new Container("true");
        container.Create().Succeeded();
        container.Start().Succeeded();
        container.WaitFor("stopped");
        RuntimeUnderTest.Run("kill", "--all", container.Id, "9").Succeeded();
    }

    private static Container Running(string script)
    {
        var container = new Container(script);
        container.Create().Succeeded();
        container.Start().Succeeded();
        Container.WaitForText(container.InRootfs("home/ready"));
        return container;
    }

    [RuncDiffersTheory("before 1.2 it ends the first process alone")]
    [InlineData("wait")]
    [InlineData("exit 0")] // the first process is gone, and the other is not
    public void Kill_KILL_without_a_pid_namespace_ends_every_process(string end)
    {
        using var container = new Container($"sleep 1000 & echo $! >/home/other; {end}");
        container.Linux["namespaces"] = Config.Namespaces("network", "ipc", "uts", "mount");
        container.Begin();
        string other = Container.WaitForText(container.InRootfs("home/other")).Trim();
        if (end != "wait") container.WaitFor("stopped");
        // between fork and execve it has the arguments of its shell, and for a moment none
        Wait.Until(
            () => File.ReadAllText($"/proc/{other}/cmdline").StartsWith("sleep", StringComparison.Ordinal),
            "the other process's program");
        container.KillWith("KILL").Succeeded();
        // Whoever adopted it may take its time to reap it: a zombie has no arguments.
        for (int tries = 0; tries < 500 && IsThere(other); tries++) Thread.Sleep(10);
        Assert.False(IsThere(other));
    }

    private static bool IsThere(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [Theory]
    [InlineData("TERM", false)]
    [InlineData("HUP", false)]
    [InlineData("INT", true)]
    public void A_signal_that_ends_programs_ends_a_container_that_was_not_started(string signal, bool userNamespace)
    {
        using var container = new Container("sleep 1000");
        if (userNamespace) container.AddUserNamespace();
        container.Create().Succeeded();
        container.KillWith(signal).Succeeded();
        container.WaitFor("stopped");
        container.Start().Failed("stopped");
        container.Delete().Succeeded();
    }

    [Theory]
    [InlineData(Mono.Unix.Native.Signum.SIGTERM, true)]
    [InlineData(Mono.Unix.Native.Signum.SIGTERM, false)]
    [InlineData(Mono.Unix.Native.Signum.SIGHUP, true)]
    [InlineData(Mono.Unix.Native.Signum.SIGINT, true)]
    [InlineData(Mono.Unix.Native.Signum.SIGQUIT, true)]
    public void A_signal_of_anybody_ends_a_container_that_was_not_started(
        Mono.Unix.Native.Signum signal, bool pidNamespace)
    {
        using var container = new Container("sleep 1000");
        if (!pidNamespace) container.Linux["namespaces"] = Config.Namespaces("network", "ipc", "uts", "mount");
        container.Create().Succeeded();
        Mono.Unix.Native.Syscall.kill(container.Pid, signal);
        container.WaitFor("stopped").Start().Failed("stopped");
        container.Delete().Succeeded();
    }

    [Fact]
    public void A_signal_before_start_does_not_keep_the_program_from_signals()
    {
        using Container container = new Container("grep Sig /proc/self/status >/home/mark");
        container.Create().Succeeded();
        container.KillWith("WINCH").Succeeded();
        container.Start().Succeeded();
        container.WaitFor("stopped");
        string none = new('0', 16), status = File.ReadAllText(container.InRootfs("home/mark"));
        // What is ignored is the shell's.
        Assert.Contains($"\nSigBlk:\t{none}\n", status, StringComparison.Ordinal);
        Assert.Contains($"\nSigCgt:\t{none}\n", status, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("CONT")]
    [InlineData("WINCH")]
    public void A_signal_that_ends_no_program_leaves_a_created_container_as_it_is(string signal)
    {
        using var container = new Container("true");
        container.Create().Succeeded();
        container.KillWith(signal).Succeeded();
        Assert.Equal("created", container.Status);
        container.Start().Succeeded();
    }
}
