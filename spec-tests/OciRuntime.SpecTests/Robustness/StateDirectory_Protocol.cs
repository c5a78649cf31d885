using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading;
using OciRuntime.SpecTests.Harness;
using OciRuntime.SpecTests.Hooks;

namespace OciRuntime.SpecTests.Robustness;

/// <summary>Verbs that meet each other, or what a killed one left: docs/adr/0015-state-directory.md.</summary>
public sealed class StateDirectory_Protocol
{
    private const string Reason = "1.1 has no lock between verbs";

    /// <summary>What a hook waits with until the test lets it go on.</summary>
    private const string Hang = "touch OUT/hangs; while [ ! -e OUT/go ]; do sleep 0.05; done";

    [RuncDiffersFact(Reason)]
    public void Delete_by_force_beside_a_run_that_has_just_made_the_directory_leaves_no_process()
    {
        using var container = new Container("sleep 1000");
        container.WriteConfig();
        string stem = Path.Combine(container.Bundle, "run");
        using Process run = Command.Start(
            "strace",
            [
                "-f",
                "-o",
                "/dev/null",
                "-e",
                "trace=flock",
                "-e",
                "inject=flock:delay_exit=600000:when=1",
                RuntimeUnderTest.Binary,
                .. RuntimeUnderTest.Global,
                "run",
                "--detach",
                "--bundle",
                container.Bundle,
                container.Id,
            ],
            stem
        );
        Wait.Until(() => Directory.Exists(StateOf(container)), "the state directory");
        container.Delete("--force").Succeeded();
        Assert.True(run.WaitForExit(30_000));
        container.Delete("--force").Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [RuncDiffersFact(Reason)]
    public void A_create_whose_hook_hangs_leaves_its_successor_alone()
    {
        using var container = new Container("sleep 1000");
        Config_Hooks.Add(container, "createRuntime", Hang);
        using Process old = StartCreate(container);
        container.Delete("--force").Succeeded();
        container.Config.Remove("hooks");
        container.Begin();
        LetGo(container);
        Assert.True(old.WaitForExit(30_000));
        Assert.NotEqual(0, old.ExitCode);
        Assert.Equal("running", container.Status);
        container.Exec("true").Succeeded();
    }

    [RuncDiffersFact("1.1 writes its state after the hooks")]
    public void A_create_whose_hook_hangs_is_creating_and_does_not_keep_delete_by_force_out()
    {
        using var container = new Container("sleep 1000");
        Config_Hooks.Add(container, "createRuntime", Hang);
        using Process create = StartCreate(container);
        Assert.Equal("creating", container.Status);
        var watch = Stopwatch.StartNew();
        container.Delete("--force").Succeeded();
        Assert.True(watch.ElapsedMilliseconds < 5_000, $"{watch.Elapsed}");
        LetGo(container);
        Assert.True(create.WaitForExit(30_000));
        Assert.NotEqual(0, create.ExitCode);
    }

    [RuncDiffersFact("1.1 leaves what a killed create made")]
    public void A_create_that_was_killed_in_a_hook_is_stopped_and_can_be_deleted()
    {
        using var container = new Container("sleep 1000");
        Config_Hooks.Add(container, "createRuntime", "kill -9 $PPID");
        Assert.NotEqual(0, container.Create().ExitCode);
        Assert.Equal("stopped", container.Status);
        container.Delete().Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [RuncDiffersTheory("1.1 fails with JSON errors")]
    [InlineData("config.json", "empty")]
    [InlineData("config.json", "truncated")]
    [InlineData("config.json", "missing")]
    [InlineData("state.json", "missing")]
    public void A_damaged_state_directory_can_be_deleted_by_force(string file, string damage)
    {
        using var container = new Container("sleep 1000");
        Config_Hooks.Add(container, "poststart", "true");
        Config_Hooks.Add(container, "poststop", "true");
        container.Create().Succeeded();
        Damage(Path.Combine(StateOf(container), file), damage);
        container.Delete("--force").Succeeded();
        Assert.False(Directory.Exists(StateOf(container)));
        Wait.Until(() => !Leftovers.Processes(container.Id).Any(), "the process to end");
        // Their names were in the record.
        if (file == "state.json") Wait.Until(() => RemoveCgroups(container.Id), "the cgroups to be empty");
    }

    [RuncDiffersTheory("1.1 fails with JSON errors")]
    [InlineData("", "")]
    [InlineData("state.json", "")]
    [InlineData("config.json", "{\"hooks\":{")]
    public void A_state_directory_without_a_record_is_no_container(string file, string text)
    {
        using var container = new Container("true");
        Directory.CreateDirectory(StateOf(container));
        if (file.Length > 0) File.WriteAllText(Path.Combine(StateOf(container), file), text);
        RuntimeUnderTest.Run("state", container.Id).Failed("does not exist");
        container.Delete("--force").Succeeded();
        Assert.False(Directory.Exists(StateOf(container)));
        Directory.CreateDirectory(StateOf(container));
        if (file.Length > 0) File.WriteAllText(Path.Combine(StateOf(container), file), text);
        Config_Hooks.RunThrough(container);
    }

    [RuncDiffersTheory("1.1 has other members")]
    [InlineData("{\"id\":")]
    [InlineData("{\"id\":\"other\",\"createdTicks\":9223372036854775807,\"pid\":4194303}")]
    [InlineData("{\"id\":\"other\",\"pid\":\"one\"}")]
    [InlineData("[]")]
    public void An_unreadable_record_does_not_hide_the_other_containers_from_list(string record)
    {
        using var container = new Container("sleep 1000");
        container.Begin();
        string other = Path.Combine(TestRun.StateRoot, container.Id + "-other");
        Directory.CreateDirectory(other);
        File.WriteAllText(Path.Combine(other, "state.json"), record);
        try
        {
            Command list = RuntimeUnderTest.Run("list", "--quiet").Succeeded();
            Assert.Contains(container.Id, list.Lines);
            Assert.DoesNotContain("internal error", list.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(
                "internal error",
                RuntimeUnderTest.Run("state", container.Id + "-other").Error,
                StringComparison.Ordinal
            );
            RuntimeUnderTest.Run("delete", "--force", container.Id + "-other").Succeeded();
            Assert.False(Directory.Exists(other));
        }
        finally
        {
            if (Directory.Exists(other)) Directory.Delete(other, recursive: true);
        }
    }

    [RuncDiffersFact("1.1 removes the record first, and reports what the kernel says then")]
    public void The_state_of_a_container_that_is_being_deleted_is_stopped_or_it_does_not_exist()
    {
        using var container = new Container("true");
        container.Begin().WaitFor("stopped");
        using Process delete = Command.Start(
            "strace",
            [
                "-f",
                "-o",
                "/dev/null",
                "-e",
                "trace=unlinkat",
                "-e",
                "inject=unlinkat:delay_exit=300000",
                RuntimeUnderTest.Binary,
                .. RuntimeUnderTest.Global,
                "delete",
                container.Id,
            ],
            Path.Combine(container.Bundle, "delete")
        );
        bool gone = false;
        while (!delete.WaitForExit(0))
        {
            Command state = RuntimeUnderTest.Run("state", container.Id);
            gone |= state.ExitCode != 0;
            if (state.ExitCode != 0)
            {
                state.Failed("does not exist");
                continue;
            }
            Assert.False(gone, "it was there again");
            JsonNode json = JsonNode.Parse(state.Output)!;
            Assert.Equal(("stopped", container.Bundle), ((string)json["status"]!, (string)json["bundle"]!));
        }
        Assert.Equal(0, delete.ExitCode);
    }

    [RuncDiffersTheory("1.1 runs poststart hooks in create")]
    [InlineData("poststart", "update --pids-limit 77")]
    [InlineData("poststart", "pause")]
    [InlineData("poststart", "kill")]
    [InlineData("poststart", "delete --force")]
    [InlineData("createRuntime", "state")]
    [InlineData("createRuntime", "update --pids-limit 77")]
    public void A_hook_can_call_a_verb_for_its_own_container(string kind, string verb)
    {
        using var container = new Container("sleep 1000");
        string root = string.Join(' ', RuntimeUnderTest.Global);
        Config_Hooks.Add(
            container,
            kind,
            $"timeout 5 {RuntimeUnderTest.Binary} {root} {verb} {container.Id} >OUT/said 2>&1 || {{ cat OUT/said; "
            + $"exit 3; }}"
        );
        var watch = Stopwatch.StartNew();
        container.Create().Succeeded();
        container.Start().Succeeded();
        Assert.True(watch.ElapsedMilliseconds < 20_000, $"{watch.Elapsed}");
        if (verb == "pause") RuntimeUnderTest.Run("resume", container.Id).Succeeded();
    }

    [RuncDiffersFact(Reason)]
    public void A_delete_whose_hook_hangs_is_overtaken_by_force_and_runs_it_once()
    {
        using var container = new Container("true");
        Config_Hooks.Add(container, "poststop", "echo x >>OUT/count; " + Hang);
        container.Begin().WaitFor("stopped");
        using Process delete = Command.Start(
            RuntimeUnderTest.Binary,
            [.. RuntimeUnderTest.Global, "delete", container.Id],
            Path.Combine(container.Bundle, "delete")
        );
        WaitForHook(container);
        Assert.Equal("stopped", container.Status);
        container.Delete("--force").Succeeded();
        Assert.False(Directory.Exists(StateOf(container)));
        LetGo(container);
        Assert.True(delete.WaitForExit(30_000));
        Assert.Equal("x\n", File.ReadAllText(container.InRootfs("home/count")));
    }

    /// <summary>
    /// Nobody accepts on the console socket, whose queue is full: create waits in connect(2), with the lock.
    /// </summary>
    [RuncDiffersFact(Reason)]
    public void Delete_by_force_ends_a_create_that_keeps_the_lock()
    {
        using var container = new Container("sleep 1000");
        container.Process["terminal"] = true;
        container.WriteConfig();
        var address = new UnixDomainSocketEndPoint(Path.Combine(container.Bundle, "console"));
        using var console = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        console.Bind(address);
        console.Listen(0);
        using var first = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        first.Connect(address);
        using Process create = Command.Start(
            RuntimeUnderTest.Binary,
            [
                .. RuntimeUnderTest.Global,
                "create",
                "--bundle",
                container.Bundle,
                "--console-socket",
                address.ToString()!,
                container.Id,
            ],
            Path.Combine(container.Bundle, "create")
        );
        Wait.Until(() => File.Exists(Path.Combine(StateOf(container), "start.sock")), "create to come to its plan");
        Thread.Sleep(200);
        container.Delete("--force").Succeeded();
        Assert.False(Directory.Exists(StateOf(container)));
        Assert.True(create.WaitForExit(5_000));
        Assert.Equal(128 + 9, create.ExitCode);
    }

    private static bool RemoveCgroups(string id)
    {
        foreach (string line in Leftovers.Cgroups(id)) Mono.Unix.Native.Syscall.rmdir(line["cgroup ".Length..]);
        return !Leftovers.Cgroups(id).Any();
    }

    private static string StateOf(Container container) => Path.Combine(TestRun.StateRoot, container.Id);

    private static Process StartCreate(Container container)
    {
        container.WriteConfig();
        Process create = Command.Start(
            RuntimeUnderTest.Binary,
            [.. RuntimeUnderTest.Global, "create", "--bundle", container.Bundle, container.Id],
            Path.Combine(container.Bundle, "create")
        );
        WaitForHook(container);
        return create;
    }

    private static void WaitForHook(Container container) =>
        Wait.Until(() => File.Exists(container.InRootfs("home/hangs")), "the hook to begin");

    private static void LetGo(Container container) => File.WriteAllText(container.InRootfs("home/go"), "");

    private static void Damage(string file, string damage)
    {
        if (damage == "missing") File.Delete(file);
        else File.WriteAllText(file, damage == "empty" ? "" : File.ReadAllText(file)[..40]);
    }
}
