using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Hooks;

/// <summary>config.md, "POSIX-platform Hooks": what is true of each kind.</summary>
public sealed class Config_Hooks
{
    /// <summary>Every kind, and the status that its state must have.</summary>
    public static TheoryData<string, string> Kinds => new()
    {
        { "prestart", "created" },
        { "createRuntime", "created" },
        { "createContainer", "created" },
        { "startContainer", "created" },
        { "poststart", "running" },
        { "poststop", "stopped" },
    };

    internal static bool InContainer(string kind) => kind == "startContainer";

    /// <summary>
    /// Adds a hook whose shell script can write below /home: the container's directory, by its host path outside.
    /// </summary>
    internal static JsonObject Add(Container container, string kind, string script, params string[] env)
    {
        var hook = new JsonObject
        {
            ["path"] = "/bin/sh",
            ["args"] = Config.Array("sh", "-c", script.Replace("OUT", Out(container, kind), StringComparison.Ordinal)),
            ["env"] = Config.Array(["PATH=/bin:/usr/bin", .. env]),
        };
        JsonObject hooks = container.Config["hooks"] as JsonObject ?? [];
        container.Config["hooks"] = hooks;
        if (hooks[kind] is not JsonArray) hooks[kind] = new JsonArray();
        ((JsonArray)hooks[kind]!).Add((JsonNode)hook);
        return hook;
    }

    internal static string Out(Container container, string kind) =>
        InContainer(kind) ? "/home" : container.InRootfs("home");

    internal static void RunThrough(Container container)
    {
        container.Create().Succeeded();
        container.Start().Succeeded();
        container.WaitFor("stopped").Delete().Succeeded();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Hook_gets_the_state_on_standard_input(string kind, string status)
    {
        using var container = new Container("sleep 0.2");
        container.Config["annotations"] = new JsonObject { ["key"] = "value" };
        Add(container, kind, "cat >OUT/state");
        RunThrough(container);
        JsonNode state = JsonNode.Parse(File.ReadAllText(container.InRootfs("home/state")))!;
        Assert.Equal(container.Id, (string)state["id"]!);
        Assert.Equal(container.Bundle, (string)state["bundle"]!);
        Assert.Equal("value", (string)state["annotations"]!["key"]!);
        if (RuntimeUnderTest.IsRunc) status = StatusOfRunc(kind, status);
        Assert.Equal(status, (string)state["status"]!);
        Assert.StartsWith("1.", (string)state["ociVersion"]!, StringComparison.Ordinal);
    }

    /// <summary>
    /// The spec's <c>created</c> begins "after step 2", which runc takes for the end of create, where 1.1 also runs
    /// poststart hooks.
    /// </summary>
    private static string StatusOfRunc(string kind, string status) => kind switch
    {
        "prestart" or "createRuntime" or "createContainer" => "creating",
        "poststart" => "created",
        _ => status,
    };

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    [InlineData("poststart")]
    public void Hook_gets_the_pid_of_the_containers_process(string kind)
    {
        using var container = new Container("sleep 100");
        Add(container, kind, "cat >OUT/state");
        container.Create().Succeeded();
        container.Start().Succeeded();
        JsonNode state = JsonNode.Parse(Container.WaitForText(container.InRootfs("home/state")))!;
        // outside it is the runtime's pid of it; a hook in the container may see its own namespace's
        Assert.Contains(
            (int)state["pid"]!,
            kind is "createContainer" or "startContainer" ? new[] { container.Pid, 1 } : [container.Pid]
        );
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Hook_gets_its_args_and_nothing_but_its_env(string kind, string status)
    {
        Assert.NotEmpty(status);
        using var container = new Container("true");
        JsonObject hook = Add(
            container,
            kind,
            "echo \"$0 $1\" >OUT/args; env | grep -v -e ^PWD -e ^SHLVL -e ^_= | sort >OUT/env",
            "A=1",
            "B=x y"
        );
        hook["args"]!.AsArray().Add("zero");
        hook["args"]!.AsArray().Add("one");
        RunThrough(container);
        Assert.Equal("zero one\n", File.ReadAllText(container.InRootfs("home/args")));
        Assert.Equal("A=1\nB=x y\nPATH=/bin:/usr/bin\n", File.ReadAllText(container.InRootfs("home/env")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Hooks_run_in_the_configs_order(string kind, string status)
    {
        Assert.NotEmpty(status);
        using var container = new Container("true");
        foreach (int number in Enumerable.Range(1, 4)) Add(container, kind, $"echo {number} >>OUT/order");
        RunThrough(container);
        Assert.Equal("1\n2\n3\n4\n", File.ReadAllText(container.InRootfs("home/order")));
    }

    [RuncDiffersFact("1.1 runs poststart hooks at the end of create")]
    public void Kinds_of_hooks_run_in_the_order_of_the_lifecycle()
    {
        using var container = new Container("echo program >>/home/order; sleep 0.3");
        foreach (string kind in Kinds.Select(row => (string)((object[])row)[0]))
            Add(container, kind, $"echo {kind} >>OUT/order");
        container.Create().Succeeded();
        string order = container.InRootfs("home/order");
        Assert.Equal(["prestart", "createRuntime", "createContainer"], File.ReadAllLines(order));
        container.Start().Succeeded();
        container.WaitFor("stopped");
        string[] lines = File.ReadAllLines(order);
        Assert.Equal("startContainer", lines[3]);
        Assert.Equal(["poststart", "program"], lines[4..].Order(StringComparer.Ordinal));
        container.Delete().Succeeded();
        Assert.Equal("poststop", File.ReadAllLines(order)[^1]);
        Assert.Equal(7, File.ReadAllLines(order).Length);
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    public void Hook_that_fails_stops_the_container_and_leaves_nothing(string kind)
    {
        using var container = new Container("echo ran >/home/program");
        Add(container, kind, "echo why >&2; exit 3");
        Add(container, kind, "echo second >OUT/second");
        Command run = container.Run();
        Assert.NotEqual(0, run.ExitCode);
        Assert.False(File.Exists(container.InRootfs("home/second")), "the next hook ran");
        Assert.False(File.Exists(container.InRootfs("home/program")), "the program ran");
        run.Failed("hook");
        Assert.Empty(container.FindLeftovers());
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    public void Hook_that_fails_at_create_makes_poststop_run(string kind)
    {
        using var container = new Container("true");
        Add(container, kind, "exit 1");
        Add(container, "poststop", "echo ran >OUT/poststop");
        container.Create().Failed("hook");
        Assert.Equal("ran\n", File.ReadAllText(container.InRootfs("home/poststop")));
    }

    [Theory]
    [InlineData("startContainer")]
    [InlineData("poststart")]
    public void Hook_that_fails_at_start_ends_the_container_and_makes_poststop_run(string kind)
    {
        using var container = new Container("sleep 1000");
        Add(container, kind, "exit 1");
        Add(container, "poststop", "echo ran >OUT/poststop");
        // 1.1 runs poststart hooks at the end of create
        Command create = container.Create();
        Command failed = create.ExitCode != 0 ? create : container.Start();
        // and it does not wait for startContainer hooks
        if (!RuntimeUnderTest.IsRunc || kind != "startContainer") failed.Failed("hook");
        container.Delete("--force");
        Assert.Equal("ran\n", File.ReadAllText(container.InRootfs("home/poststop")));
        Assert.Empty(container.FindLeftovers());
    }

    [RuncDiffersFact("1.1 ends at the first poststop hook that fails")]
    public void Poststop_that_fails_does_not_stop_the_next_nor_the_deletion()
    {
        using var container = new Container("true");
        Add(container, "poststop", "exit 1");
        Add(container, "poststop", "echo ran >OUT/second");
        container.Create().Succeeded();
        container.Start().Succeeded();
        container.WaitFor("stopped").Delete();
        Assert.Equal("ran\n", File.ReadAllText(container.InRootfs("home/second")));
        Assert.Empty(container.FindLeftovers());
    }

    [RuncDiffersTheory("1.1 runs them again where delete comes while run removes the container")]
    [InlineData("KILL")]
    [InlineData(null)]
    public void Poststop_runs_once_where_delete_comes_while_run_removes_the_container(string? signal)
    {
        using var container = new Container("echo up >/home/up; exec sleep 100");
        string ran = container.InRootfs("home/ran");
        Add(container, "poststop", "echo ran >>OUT/ran; sleep 0.5");
        using Process run = container.RunAttached();
        Container.WaitForText(container.InRootfs("home/up"));
        if (signal is not null)
        {
            // The removal is run's, and delete comes into the middle of it.
            container.KillWith(signal).Succeeded();
            Container.WaitForText(ran);
        }
        container.Delete("--force").Succeeded();
        Assert.True(run.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal("ran\n", File.ReadAllText(ran));
        Assert.Empty(container.FindLeftovers());
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    public void Hook_that_takes_longer_than_its_timeout_is_ended_and_an_error(string kind)
    {
        using var container = new Container("true");
        Add(container, kind, "exec sleep 300")["timeout"] = 1;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        container.Run().Failed("hook");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.9, 20);
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void Timeout_of_a_hook_that_is_not_reached_does_nothing()
    {
        using var container = new Container("echo ran");
        Add(container, "createRuntime", "sleep 0.1")["timeout"] = 30;
        Assert.Equal("ran", container.Output());
    }

    [Theory]
    [InlineData("no-such-hook")]
    [InlineData("/no/such/hook")]
    public void Hook_that_is_relative_or_missing_is_an_error(string path)
    {
        using var container = new Container("true");
        Add(container, "createRuntime", "true")["path"] = path;
        container.Run().Failed(path);
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void Output_of_a_hook_that_fails_is_in_the_error()
    {
        using var container = new Container("true");
        Add(container, "createRuntime", "echo told you so >&2; exit 9");
        container.Run().Failed("told you so");
    }
}
