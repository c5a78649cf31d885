using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Hooks;

/// <summary>
/// What a hook is born with beside the state on its standard input: descriptors, signals, room for its output.
/// </summary>
public sealed class Config_Hooks_Streams
{
    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("poststart")]
    [InlineData("poststop")]
    public void Hook_has_the_standard_streams_and_no_signal_blocked_or_ignored(string kind)
    {
        using var container = new Container("true");
        string file = Path.Combine(container.Bundle, "said");
        Hook(container, kind, $"{TestRun.WorkDirectory}/probe fds >{file}; {TestRun.WorkDirectory}/probe signals >>{file}");
        container.Run().Succeeded();
        string[] said = File.ReadAllLines(file);
        // 1.1 leaks descriptors to those that its child runs
        if (!(RuntimeUnderTest.IsRunc && kind == "createContainer")) Assert.Equal("0 1 2 ", said[0]);
        Assert.Equal(".", said[1]);
    }

    [Theory]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("poststop")]
    public void Hook_is_not_blocked_by_its_output(string kind)
    {
        using var container = new Container("echo the container");
        string file = Path.Combine(container.Bundle, "done");
        Hook(
            container,
            kind,
            $"dd if=/dev/zero bs=65536 count=64; dd if=/dev/zero bs=65536 count=64 >&2; touch {file}"
        );
        Assert.StartsWith("the container", container.Run().Succeeded().Output, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    /// <summary>Of what it writes the runtime keeps what an error shows.</summary>
    [RuncDiffersTheory("it keeps all of it")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("poststop")]
    public void Its_output_is_not_kept_whole(string kind)
    {
        using var container = new Container("true");
        string file = Path.Combine(container.Bundle, "kept");
        Hook(container, kind, $"echo first; dd if=/dev/zero bs=65536 count=64; stat -L -c %s /proc/self/fd/2 >{file}; exit 3");
        Assert.Contains("output: first", container.Run().Error, StringComparison.Ordinal);
        Assert.InRange(int.Parse(File.ReadAllText(file)), 0, 4096);
    }

    /// <summary>What a hook leaves behind may keep its streams, and write to them.</summary>
    [RuncDiffersFact("it waits until they are closed")]
    public void Its_end_is_not_held_up_by_who_still_has_its_streams()
    {
        using var container = new Container("true");
        string file = Path.Combine(container.Bundle, "pid");
        Hook(container, "createRuntime", $"(while echo; do :; done; sleep 1000) & echo $! >{file}");
        container.Run().Succeeded();
        Mono.Unix.Native.Syscall.kill(int.Parse(File.ReadAllText(file)), Mono.Unix.Native.Signum.SIGKILL);
    }

    [Fact]
    public void Hook_that_does_not_read_the_state_is_no_error()
    {
        using var container = new Container("true");
        Hook(container, "createRuntime", "exec <&-; sleep 0.05");
        container.Run().Succeeded();
    }

    private static void Hook(Container container, string kind, string script) =>
        container.Config["hooks"] = new JsonObject
        {
            [kind] = new JsonArray(
                new JsonObject
                {
                    ["path"] = "/bin/sh",
                    ["args"] = Config.Array("sh", "-c", script),
                    ["env"] = Config.Array($"PATH={Environment.GetEnvironmentVariable("PATH")}"),
                }
            ),
        };
}
