using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Console;

/// <summary>A <c>run</c> that waits: orphans, signals, streams.</summary>
public sealed class Run_Attached
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Orphans_become_children_of_run_unless_no_subreaper_is_given(bool subreaper)
    {
        using var container = new Container("sh -c 'sleep 1234 & echo $! >/home/orphan'; exec sleep 1000");
        container.Linux["namespaces"] = Config.Namespaces("mount");
        container.Config.Remove("hostname");
        container.Mounts.RemoveAt(3); // sysfs belongs to who made the network
        using Process run = container.RunAttached(subreaper ? [] : ["--no-subreaper"]);
        int orphan = int.Parse(Container.WaitForText(container.InRootfs("home/orphan")));
        Wait.Until(() => Parent(orphan) != container.Pid && Parent(orphan) != 0, "the orphan's new parent");
        Assert.Equal(subreaper, Parent(orphan) == run.Id);
        container.Kill("--all", container.Id, "KILL").Succeeded();
        Assert.True(run.WaitForExit(30_000));
        Assert.Equal(137, run.ExitCode);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("USR2")]
    [InlineData("CONT")]
    [InlineData("TSTP")]
    public void Run_forwards_signals_to_the_container(string signal)
    {
        using var container = new Container(
            $"trap 'exit 42' {signal}; touch /home/ready; while true; do sleep 0.05; done"
        );
        using Process run = container.RunAttached();
        Wait.UntilExists(container.InRootfs("home/ready"));
        Command.Run("kill", [$"-{signal}", $"{run.Id}"]).Succeeded();
        Assert.True(run.WaitForExit(30_000));
        Assert.Equal(42, run.ExitCode);
    }

    [RuncDiffersFact("1.1 unblocks only what the Go runtime handles itself")]
    public void Signals_that_the_caller_blocks_are_not_blocked_in_the_container()
    {
        const string Show = "grep SigBlk /proc/self/status";
        using Container container = Showing(Show, out string ofHook);
        Blocking("run", "--detach", "--bundle", container.Bundle, container.Id).Succeeded();
        string none = "SigBlk:\t0000000000000000";
        Assert.Equal(none, Blocking("exec", container.Id, "sh", "-c", Show).Succeeded().Text);
        Assert.Equal(none, Container.WaitForText(container.InRootfs("home/first")).Trim());
        Assert.Equal(none, File.ReadAllText(ofHook).Trim());
    }

    /// <summary>
    /// A container whose program runs <paramref name="show"/> into /home/first, and its hook into
    /// <paramref name="ofHook"/>.
    /// </summary>
    private static Container Showing(string show, out string ofHook)
    {
        Container container = new($"{show} >/home/first; exec sleep 1000");
        ofHook = Path.Combine(container.Bundle, "hook");
        container.Config["hooks"] = new JsonObject
        {
            ["poststart"] = new JsonArray(
                new JsonObject { ["path"] = "/bin/sh", ["args"] = Config.Array("sh", "-c", $"{show} >{ofHook}") }
            ),
        };
        container.WriteConfig();
        return container;
    }

    private static Command Blocking(params string[] words) =>
        Command.Run(
            "env",
            ["--block-signal=HUP,TERM,USR1", RuntimeUnderTest.Binary, .. RuntimeUnderTest.Global, .. words]
        );

    [Fact]
    public void Signals_that_the_caller_ignores_are_not_ignored_in_the_container()
    {
        const string Show = "grep SigIgn /proc/self/status";
        using Container container = Showing(Show, out string ofHook);
        string runtime = string.Join(' ', [RuntimeUnderTest.Binary, .. RuntimeUnderTest.Global]);
        // nohup(1), a shell's `&`, Python: 25 is SIGXFSZ, which it ignores
        string script =
            $"trap '' HUP INT QUIT USR1 PIPE TERM 25; {runtime} run --detach --bundle {container.Bundle} "
            + $"{container.Id}; {runtime} exec {container.Id} {Show}";
        Assert.Equal(0ul, Ignored(Command.Run("sh", ["-c", script]).Succeeded().Text));
        Assert.Equal(0ul, Ignored(Container.WaitForText(container.InRootfs("home/first"))));
        Assert.Equal(0ul, Ignored(File.ReadAllText(ofHook)));
    }

    /// <summary>Of the signals up to 31: 32, the C library's own, has been seen ignored under runc.</summary>
    private static ulong Ignored(string line)
    {
        Assert.StartsWith("SigIgn:\t", line, StringComparison.Ordinal);
        return ulong.Parse(line.Split('\t')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 0x7fff_ffff;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public void Pipes_are_opened_again_in_a_user_namespace(int user)
    {
        const string Copy = "cat /proc/self/fd/0 >/proc/self/fd/1; echo error >/proc/self/fd/2";
        using var container = new Container(Copy);
        container.Process["user"] = new JsonObject { ["uid"] = user, ["gid"] = user };
        container.Linux["namespaces"] = Config.Namespaces("pid", "network", "mount", "ipc", "uts", "user");
        foreach (string maps in (string[])["uidMappings", "gidMappings"])
            container.Linux[maps] = new JsonArray(
                new JsonObject
                {
                    ["containerID"] = 0,
                    ["hostID"] = 100000,
                    ["size"] = 65536,
                }
            );
        container.WriteConfig();
        string runtime = string.Join(' ', [RuntimeUnderTest.Binary, .. RuntimeUnderTest.Global]);
        // sorted: runc copies the two streams each on its own
        string run = $"echo input | {runtime} run --bundle {container.Bundle} {container.Id} 2>&1 | cat";
        Assert.Equal(["error", "input"], Command.Run("sh", ["-c", run]).Lines.Order());
        container.Script = "sleep 1000";
        container.Begin();
        string exec = $"echo input | {runtime} exec {container.Id} sh -c '{Copy}' 2>&1 | cat";
        Assert.Equal(["error", "input"], Command.Run("sh", ["-c", exec]).Lines.Order());
    }

    /// <summary>They are the caller's, in the foreground and for another user than root.</summary>
    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public void Files_on_the_standard_streams_keep_their_owner(string verb)
    {
        using var container = new Container("sleep 1000");
        string[] words = ["exec", "--user", "1000", container.Id, "true"];
        if (verb == "exec") container.Begin();
        else
        {
            container.Args("true").Process["user"]!["uid"] = 1000;
            container.WriteConfig();
            words = ["run", "--bundle", container.Bundle, container.Id];
        }
        string[] files = [container.HostFile("in"), container.HostFile("out"), container.HostFile("err")];
        Command
            .Run(
                "sh",
                [
                    "-c",
                    "in=$1 out=$2 err=$3; shift 3; exec \"$@\" <\"$in\" >\"$out\" 2>\"$err\"",
                    "sh",
                    .. files,
                    RuntimeUnderTest.Binary,
                    .. RuntimeUnderTest.Global,
                    .. words,
                ]
            )
            .Succeeded();
        Assert.All(files, file => Assert.Equal("0", Command.Run("stat", ["-c", "%u", file]).Text));
    }

    [Fact]
    public void A_slow_reader_gets_all_output_of_run()
    {
        using var container = new Container("seq 1 50000");
        container.WriteConfig();
        string script =
            $"{RuntimeUnderTest.Binary} --root {TestRun.StateRoot} run --bundle {container.Bundle} {container.Id} | "
            + $"(sleep 0.5; wc -l)";
        Assert.Equal("50000", Command.Run("sh", ["-c", script]).Succeeded().Text.Trim());
    }

    [Fact]
    public void Run_ends_if_its_reader_closes()
    {
        using var container = new Container("while echo y; do :; done");
        container.WriteConfig();
        string script =
            $"{RuntimeUnderTest.Binary} --root {TestRun.StateRoot} run --bundle {container.Bundle} {container.Id} | "
            + $"head -n 1";
        Assert.Equal("y", Command.Run("sh", ["-c", script]).Text);
    }

    [RuncDiffersFact("it passes streams on through pipes of its own")]
    public void Streams_that_the_caller_closed_are_dev_null_and_nothing_of_the_runtimes()
    {
        using var container = new Container("for fd in 0 1 2; do readlink /proc/$$/fd/$fd; done >/home/done");
        container.WriteConfig();
        Command
            .Run(
                "sh",
                [
                    "-c",
                    $"{RuntimeUnderTest.Binary} --root {TestRun.StateRoot} run --bundle {container.Bundle} "
                    + $"{container.Id} <&- >&- 2>&-",
                ]
            )
            .Succeeded();
        Assert.Equal(["/dev/null", "/home/done", "/dev/null"], File.ReadAllLines(container.InRootfs("home/done")));
    }

    private static int Parent(int pid) =>
        File.ReadLines($"/proc/{pid}/status")
            .Where(line => line.StartsWith("PPid:", StringComparison.Ordinal))
            .Select(line => int.Parse(line.Split('\t')[1]))
            .Single();
}
