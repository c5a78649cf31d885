using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Console;

/// <summary>config.md, process.terminal and consoleSize, where <c>--console-socket</c> takes the terminal.</summary>
public sealed class Console_Socket
{
    [Theory]
    [InlineData("create")]
    [InlineData("run")]
    [InlineData("exec")]
    public void The_console_socket_gets_the_master_of_the_terminal(string verb)
    {
        using var terminal = new Terminal(verb, "tty; read line; echo got $line");
        using Pty pty = terminal.Begin();
        pty.WaitFor("/dev/pts/0");
        pty.Write("hello\n");
        pty.WaitFor("got hello\r\n");
        Assert.Equal("/dev/ptmx", terminal.Text);
    }

    [Fact]
    public void The_terminal_is_of_the_containers_own_devpts()
    {
        using var terminal = new Terminal(
            "create",
            "stat -c %t:%T:%d /dev/pts/0 /dev/pts/ptmx; readlink /proc/self/fd/0; echo done"
        );
        using Pty pty = terminal.Begin();
        string[] lines = pty.WaitFor("done").Output.Split("\r\n");
        // devices.txt: 136 is UNIX98 slaves, 5:2 the multiplexer; both on one filesystem
        Assert.StartsWith("88:0:", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("5:2:", lines[1], StringComparison.Ordinal);
        Assert.Equal(lines[0].Split(':')[2], lines[1].Split(':')[2]);
        Assert.Equal("/dev/pts/0", lines[2]);
    }

    [Fact]
    public void Dev_console_is_the_terminal()
    {
        using var terminal = new Terminal("create", "echo by another way >/dev/console");
        using Pty pty = terminal.Begin();
        pty.WaitFor("by another way\r\n");
    }

    [Theory]
    [InlineData("create")]
    [InlineData("exec")]
    public void The_terminal_is_the_controlling_terminal_of_a_session(string verb)
    {
        using var terminal = new Terminal(verb, "echo direct >/dev/tty; cut -d' ' -f1,6,7,8 /proc/self/stat; echo $$");
        using Pty pty = terminal.Begin();
        string[] lines = pty.WaitFor("direct")
            .WaitFor(() => pty.Output.Count(c => c == '\n') >= 3, "three lines")
            .Output.Split("\r\n");
        // proc(5): session, tty_nr and tpgid; the tty is 136:0
        Assert.Equal($"{lines[2]} 34816", string.Join(' ', lines[1].Split(' ')[1..3]));
    }

    [Theory]
    [InlineData("create")]
    [InlineData("run")]
    [InlineData("exec")]
    public void ConsoleSize_is_the_terminals_window(string verb)
    {
        using var terminal = new Terminal(verb, "while ! [ -e /home/go ]; do sleep 0.01; done; stty size");
        terminal.Process["consoleSize"] = new JsonObject { ["height"] = 33, ["width"] = 111 };
        using Pty pty = terminal.Begin();
        File.WriteAllText(terminal.Container.InRootfs("home/go"), "");
        pty.WaitFor("33 111");
        Assert.Equal((33, 111), pty.Size);
    }

    [Theory]
    [InlineData("create")]
    [InlineData("exec")]
    public void The_terminal_belongs_to_the_processs_user(string verb)
    {
        using var terminal = new Terminal(verb, "stat -c %u:%g:%a /dev/pts/0; echo done");
        terminal.Process["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };
        using Pty pty = terminal.Begin();
        Assert.StartsWith("1000:", pty.WaitFor("done").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_terminal_in_a_user_namespace_belongs_to_the_processs_user()
    {
        using var terminal = new Terminal("create", "tty; stat -c %u /dev/pts/0; echo done");
        var mapping = new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = 100_000, ["size"] = 65_536 });
        ((JsonArray)terminal.Container.Linux["namespaces"]!).Add((JsonNode)new JsonObject { ["type"] = "user" });
        terminal.Container.Linux["uidMappings"] = mapping;
        terminal.Container.Linux["gidMappings"] = mapping.DeepClone();
        using Pty pty = terminal.Begin();
        Assert.Equal("/dev/pts/0\r\n0\r\ndone\r\n", pty.WaitFor("done\r\n").Output);
    }

    [Fact]
    public void Large_output_over_the_console_socket_arrives_whole()
    {
        using var terminal = new Terminal("exec", "seq 1 20000; echo done");
        using Pty pty = terminal.Begin();
        Assert.Equal(
            string.Concat(Enumerable.Range(1, 20000).Select(number => $"{number}\r\n")) + "done\r\n",
            pty.WaitFor("done\r\n").Output
        );
    }

    [Fact]
    public void When_the_process_ends_the_terminal_hangs_up()
    {
        using var terminal = new Terminal("create", "echo last words");
        using Pty pty = terminal.Begin();
        pty.WaitFor(() => pty.HungUp, "the end");
        Assert.Equal("last words\r\n", pty.Output);
    }

    [Theory]
    [InlineData("create")]
    [InlineData("run")]
    [InlineData("exec")]
    public void A_console_socket_that_nobody_accepts_is_an_error(string verb)
    {
        using var terminal = new Terminal(verb, "true");
        terminal.Start(detach: true).Failed("without setting console socket");
    }

    [Theory]
    [InlineData("create")]
    [InlineData("run")]
    [InlineData("exec")]
    public void A_console_socket_without_a_terminal_is_an_error(string verb)
    {
        using var terminal = new Terminal(verb, "true");
        terminal.Process["terminal"] = false;
        terminal.Start(detach: true, "--console-socket", terminal.Socket.Path).Failed("cannot use console socket if");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public void A_console_socket_without_detach_is_an_error(string verb)
    {
        using var terminal = new Terminal(verb, "true");
        terminal.Start(detach: false, "--console-socket", terminal.Socket.Path).Failed("cannot use console socket if");
    }

    [Theory]
    [InlineData("create")]
    [InlineData("exec")]
    public void A_missing_console_socket_is_an_error(string verb)
    {
        using var terminal = new Terminal(verb, "true");
        terminal.Start(detach: true, "--console-socket", "/nowhere/socket").Failed("/nowhere");
    }
}
