using System;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Console;

/// <summary>A terminal that the runtime itself serves: <c>run</c> and <c>exec --tty</c> from a terminal.</summary>
public sealed class Console_Foreground
{
    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public void A_shell_is_used_as_from_any_terminal(string verb)
    {
        using Pty pty = Pty.Open();
        using var session = new Session(pty, verb, "sh");
        pty.WaitFor("# ");
        Assert.True(pty.IsRaw);
        pty.Write("echo $((6 * 7))\n");
        pty.WaitFor("42\r\n");
        pty.Write("exit 5\n");
        Assert.Equal(5, session.ExitCode());
    }

    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public void The_terminals_window_size_follows_the_callers(string verb)
    {
        using Pty pty = Pty.Open();
        pty.Size = (30, 100);
        using var session = new Session(
            pty,
            verb,
            "sh",
            "-c",
            "trap 'stty size' WINCH; stty size; while true; do sleep 0.05; done"
        );
        pty.WaitFor("30 100\r\n");
        pty.Size = (40, 120);
        pty.WaitFor("40 120\r\n");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public void Keys_that_send_signals_reach_the_process(string verb)
    {
        using Pty pty = Pty.Open();
        using var session = new Session(
            pty,
            verb,
            "sh",
            "-c",
            "trap 'echo interrupted' INT; trap 'echo quit; exit 9' QUIT; echo ready; while true; do sleep 0.05; done"
        );
        pty.WaitFor("ready");
        pty.Write("\x03");
        pty.WaitFor("interrupted");
        pty.Write("\x1c");
        pty.WaitFor("quit");
        Assert.Equal(9, session.ExitCode());
    }

    [Fact]
    public void Jobs_of_a_shell_in_the_container_are_stopped_and_continued()
    {
        using Pty pty = Pty.Open();
        using var session = new Session(pty, "exec", "sh");
        pty.WaitFor("# ");
        Assert.DoesNotContain("job control", pty.Output, StringComparison.Ordinal);
        pty.Write("sleep 1000\n");
        pty.WaitFor("sleep 1000\r\n");
        System.Threading.Thread.Sleep(100); // until the shell has made it the foreground job
        pty.Write("\x1a");
        pty.WaitFor("Stopped");
        pty.Write("exit 0\n");
        pty.WaitFor("You have stopped jobs");
        pty.Write("exit 0\n");
        Assert.Equal(0, session.ExitCode());
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("kill -9 $$", 137)]
    public void The_callers_terminal_is_restored(string script, int code)
    {
        using Pty pty = Pty.Open();
        byte[] before = pty.Attributes;
        using var session = new Session(pty, "exec", "sh", "-c", "echo ready; read line; " + script);
        pty.WaitFor("ready").WaitFor(() => pty.IsRaw, "raw mode");
        pty.Write("\n");
        Assert.Equal(code, session.ExitCode());
        Assert.Equal(before, pty.Attributes);
    }

    [Fact]
    public void The_callers_terminal_is_restored_if_the_program_cannot_run()
    {
        using Pty pty = Pty.Open();
        byte[] before = pty.Attributes;
        using var session = new Session(pty, "exec", "nothing");
        Assert.Equal(255, session.ExitCode());
        pty.WaitFor("executable file not found in $PATH");
        Assert.Equal(before, pty.Attributes);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    [InlineData("USR1")]
    public void The_callers_terminal_is_restored_if_the_runtime_gets_a_signal(string signal)
    {
        using Pty pty = Pty.Open();
        byte[] before = pty.Attributes;
        using var session = new Session(pty, "exec", "sh", "-c", "echo ready; exec sleep 1000");
        pty.WaitFor("ready").WaitFor(() => pty.IsRaw, "raw mode");
        int code = session.EndWith(signal);
        // runc ends with 0 at SIGINT, whatever the process does
        if (!(RuntimeUnderTest.IsRunc && signal == "INT")) Assert.True(code > 128);
        Assert.Equal(before, pty.Attributes);
    }

    [RuncDiffersFact("it leaves the terminal as the shell has set it")]
    public void The_callers_terminal_is_raw_again_after_a_stop()
    {
        using Pty pty = Pty.Open();
        byte[] before = pty.Attributes;
        using var session = new Session(pty, "exec", "sh", "-c", "echo ready; read line; echo got $line");
        pty.WaitFor("ready").WaitFor(() => pty.IsRaw, "raw mode");
        session.Signal("STOP");
        Command.Run("stty", ["sane"], input: pty.Slave).Succeeded();
        Assert.False(pty.IsRaw);
        session.Signal("CONT");
        pty.WaitFor(() => pty.IsRaw, "raw mode");
        pty.Write("line\n");
        pty.WaitFor("got line");
        Assert.Equal(0, session.ExitCode());
        Assert.Equal(before, pty.Attributes);
    }

    [RuncDiffersFact("it spins on SIGTTOU, which it handles")]
    public void A_run_in_the_background_stops_until_it_is_brought_to_the_foreground()
    {
        using Container container = new Container("sleep 1000").Begin();
        using Pty pty = Pty.Open();
        using System.Diagnostics.Process shell = pty.Start("bash", "--norc", "-i");
        pty.Write(
            $"{RuntimeUnderTest.Binary} --root {TestRun.StateRoot} exec -t {container.Id} sh -c 'read line; echo "
            + $"got $line' &\n"
        );
        pty.Write("until jobs | grep -o Stopped; do sleep 0.05; done\n");
        pty.WaitFor("Stopped");
        pty.Write("fg\n");
        pty.WaitFor(
            () =>
                pty.IsRaw
                && pty.Output.LastIndexOf("sh -c", StringComparison.Ordinal)
                    > pty.Output.IndexOf("Stopped", StringComparison.Ordinal),
            "the foreground"
        );
        pty.Write("words\n");
        pty.WaitFor("got words");
        pty.Write("exit\n");
        Assert.True(shell.WaitForExit(30_000));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public void Large_output_of_a_foreground_terminal_arrives_whole(string verb)
    {
        using Pty pty = Pty.Open();
        using var session = new Session(pty, verb, "seq", "1", "30000");
        Assert.Equal(0, session.ExitCode());
        pty.WaitFor("30000");
        Assert.Equal(Enumerable.Range(1, 30000).Select(number => $"{number}"), pty.Lines);
    }

    [Fact]
    public void A_slow_reader_gets_all_output_of_a_terminal()
    {
        using Pty pty = Pty.Open();
        using var session = new Session(pty, "exec", "", "| (sleep 1; wc -l)", ["seq", "1", "30000"]);
        pty.WaitFor("30000");
        Assert.Equal(0, session.ExitCode());
    }

    [Fact]
    public void Signals_arrive_and_no_output_is_lost_while_nobody_reads()
    {
        using Pty pty = Pty.Open();
        using var session = new Session(
            pty,
            "exec",
            "sh",
            "-c",
            "trap 'touch /home/signalled' USR1; seq 1 30000; echo all"
        );
        pty.WaitFor("1\r\n").Paused = true;
        Wait.Until(() => IsStuck(session), "no more room for output");
        session.Signal("USR1");
        pty.Paused = false;
        Assert.Equal(0, session.ExitCode());
        pty.WaitFor("all\r\n");
        Assert.Equal([.. Enumerable.Range(1, 30000).Select(number => $"{number}"), "all"], pty.Lines);
        Assert.True(System.IO.File.Exists(session.Container.InRootfs("home/signalled")));
    }

    [RuncDiffersFact("it is stuck in writing, and only SIGKILL ends it")]
    public void Unread_output_is_dropped_at_a_signal_after_the_process_has_ended()
    {
        using Pty pty = Pty.Open();
        byte[] before = pty.Attributes;
        using var session = new Session(
            pty,
            "exec",
            "sh",
            "-c",
            "trap 'exit 7' TERM; echo 1; while true; do echo y; done"
        );
        pty.WaitFor("1\r\n").Paused = true;
        Wait.Until(() => IsStuck(session), "no more room for output");
        session.Container.Exec("sh", "-c", "kill -9 -1");
        Wait.Until(
            () =>
                RuntimeUnderTest.Run("ps", "--format", "json", session.Container.Id).Text
                == $"[{session.Container.Pid}]",
            "the end of the process"
        );
        session.Signal("TERM");
        Assert.Equal(137, session.ExitCode());
        Assert.Equal(before, pty.Attributes);
    }

    /// <summary>Whether the runtime has written nothing for a while.</summary>
    private static bool IsStuck(Session session)
    {
        string before = session.Written;
        System.Threading.Thread.Sleep(200);
        return session.Written == before;
    }

    [Fact]
    public void A_process_with_a_terminal_ends_if_its_reader_closes()
    {
        using Pty pty = Pty.Open();
        byte[] before = pty.Attributes;
        using var session = new Session(pty, "exec", "", "| head -n 1", ["sh", "-c", "while true; do echo y; done"]);
        session.ExitCode();
        pty.WaitFor("y");
        Assert.Equal(before, pty.Attributes);
    }

    [Fact]
    public void Run_does_not_wait_for_a_terminal_that_others_keep_open()
    {
        using Pty pty = Pty.Open();
        using var session = new Session(pty, "exec", "sh", "-c", "trap '' HUP; sleep 1000 & echo done");
        Assert.Equal(0, session.ExitCode());
        pty.WaitFor("done");
    }

    [Fact]
    public void Input_from_a_pipe_reaches_the_terminal()
    {
        using Pty pty = Pty.Open();
        using var session = new Session(pty, "exec", "echo hello |", "", ["head", "-n", "1"]);
        Assert.Equal(0, session.ExitCode());
        pty.WaitFor("hello");
    }

    [Fact]
    public void A_process_file_with_terminal_gets_a_terminal()
    {
        using Container container = new Container("sleep 1000").Begin();
        JsonNode process = container.Process.DeepClone();
        process["args"] = Config.Array("sh", "-c", "test -t 0 && echo a terminal; read line; echo got $line; exit 6");
        process["terminal"] = true;
        using Pty pty = Pty.Open();
        using System.Diagnostics.Process exec = pty.StartRuntime(
            "exec",
            "--process",
            container.HostFile("process.json", process.ToJsonString()),
            container.Id
        );
        pty.WaitFor("a terminal\r\n").Write("words\n");
        pty.WaitFor("got words\r\n");
        Assert.True(exec.WaitForExit(30_000));
        Assert.Equal(6, exec.ExitCode);
    }

    [Fact]
    public void The_processs_terminal_hangs_up_if_the_runtime_is_killed()
    {
        using Pty pty = Pty.Open();
        using var session = new Session(
            pty,
            "exec",
            "sh",
            "-c",
            "trap 'touch /home/hup; exit' HUP; echo ready; while true; do sleep 0.05; done"
        );
        pty.WaitFor("ready");
        session.Signal("KILL");
        Wait.UntilExists(session.Container.InRootfs("home/hup"));
    }

    /// <summary>What reads such a terminal would wait for ever: nobody writes to it, and nothing ends it.</summary>
    [Theory]
    [InlineData("run", "</dev/null")]
    [InlineData("run", "<closed")]
    [InlineData("exec", "</dev/null")]
    [InlineData("exec", "<closed")]
    public void A_process_with_a_terminal_is_refused_if_the_caller_has_none(string verb, string input)
    {
        using var container = new Container("sleep 1000");
        if (verb == "exec") container.Begin();
        container.Args("cat").Process["terminal"] = true;
        container.WriteConfig();
        string[] words =
            verb == "run"
                ? ["run", "--bundle", container.Bundle, container.Id]
                : ["exec", "--tty", container.Id, "cat"];
        string script =
            input == "<closed"
                ? "true | \"$@\" 2>&1 | cat; exit ${PIPESTATUS[1]}"
                : "\"$@\" </dev/null 2>&1 | cat; exit ${PIPESTATUS[0]}";
        Command refused = Command.Run(
            "setsid",
            ["--wait", "bash", "-c", script, "sh", RuntimeUnderTest.Binary, .. RuntimeUnderTest.Global, .. words],
            seconds: 20
        );
        Assert.Equal(verb == "run" ? 1 : 255, refused.ExitCode);
        Assert.Contains("open /dev/tty: no such device or address", refused.Output, StringComparison.Ordinal);
        if (verb == "run") Assert.Empty(container.FindLeftovers());
    }

    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public void The_callers_terminal_may_be_its_controlling_one_or_standard_error_only(string verb)
    {
        using Pty pty = Pty.Open();
        using var session = new Session(
            pty,
            verb,
            "",
            "</dev/null >/dev/null",
            ["sh", "-c", "test -t 0 && test -t 1 && exit 7"]
        );
        Assert.Equal(7, session.ExitCode());
    }

    /// <summary>CRI-O reads the terminal until the command has ended, and no longer.</summary>
    [RuncDiffersTheory("it ends without regard to who reads")]
    [InlineData("run")]
    [InlineData("exec")]
    public void Output_reaches_a_reader_that_stops_when_the_runtime_ends(string verb)
    {
        using var container = new Container("sleep 1000");
        if (verb == "exec") container.Begin();
        container.Args("echo", "hello").Process["terminal"] = true;
        container.WriteConfig();
        string[] words =
            verb == "run"
                ? ["run", "--bundle", container.Bundle, container.Id]
                : ["exec", "--tty", container.Id, "echo", "hello"];
        for (int i = 0; i < 20; i++)
            Assert.Equal(
                "hello\r\n",
                Command
                    .Run(
                        System.IO.Path.Combine(TestRun.WorkDirectory, "probe"),
                        ["late-reader", RuntimeUnderTest.Binary, .. RuntimeUnderTest.Global, .. words]
                    )
                    .Succeeded()
                    .Output
            );
    }
}
