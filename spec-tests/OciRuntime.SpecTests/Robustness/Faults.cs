using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Robustness;

/// <summary>
/// The runtime is killed at a system call; whatever it had made by then, <c>delete --force</c> removes.
/// </summary>
[Trait("Category", "Faults")]
public sealed class Faults
{
    /// <summary>Every FAULTS_STEP-th call; 1 tries them all.</summary>
    private static readonly int s_step = int.Parse(Environment.GetEnvironmentVariable("FAULTS_STEP") ?? "7");

    [RuncDiffersTheory(
        "a Go program's threads make no two runs alike, and 1.1 leaves cgroups behind without its state file"
    )]
    [InlineData("create")]
    [InlineData("start")]
    [InlineData("delete")]
    [InlineData("run")]
    [InlineData("exec")]
    [InlineData("update")]
    public void A_verb_killed_at_any_system_call_leaves_nothing_that_delete_does_not_remove(string verb)
    {
        (string Name, int Count)[] calls = Calls(verb);
        Assert.True(calls.Length > 20, $"{calls.Length} calls traced");
        var failures = new List<string>();
        int killed = 0, tried = 0;
        // the first is the execve of the runtime itself
        for (int i = 1; i < calls.Length; i += s_step)
        {
            try
            {
                tried++;
                if (KillAt(verb, calls[i].Name, calls[i].Count)) killed++;
            }
            catch (Exception failure) when (failure is Xunit.Sdk.XunitException or TimeoutException)
            {
                failures.Add($"call {i}, {calls[i].Name} #{calls[i].Count}: {failure.Message}");
            }
        }
        Assert.True(failures.Count == 0, $"{failures.Count} of {tried}:\n{string.Join('\n', failures.Take(10))}");
        // calls at the very end vary with what was waited for
        Assert.True(killed > tried * 8 / 10, $"only {killed} of {tried} were killed");
    }

    /// <summary>
    /// Each call that makes, locks or writes something answers EIO once: the error names it, and what was made is gone
    /// without a delete.
    /// </summary>
    [RuncDiffersFact("a Go program's threads make no two runs alike, and 1.1 leaves state behind")]
    public void A_create_that_meets_an_error_at_a_system_call_leaves_nothing()
    {
        string[] tried = ["mkdirat", "flock", "statx", "renameat", "socket", "bind", "clone3", "sendto"];
        var failures = new List<string>();
        foreach ((string name, int count) in Calls("create").Where(call => tried.Contains(call.Name)))
        {
            using Container container = Prepared("create");
            string fault = $"inject={name}:error=EIO:when={count}";
            Command create = Strace(container, "create", "-e", fault, "-o", "/dev/null");
            if (create.ExitCode == 0) continue;
            IReadOnlyList<string> left = container.FindLeftovers();
            if (!create.Error.Contains("input/output error", StringComparison.Ordinal))
                failures.Add($"{name} #{count}: {create.Error}");
            if (left.Count == 0) continue;
            failures.Add($"{name} #{count}: {string.Join("; ", left)}");
            container.Delete("--force");
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    /// <summary>Whether the runtime was there to be killed.</summary>
    private static bool KillAt(string verb, string call, int count)
    {
        using Container container = Prepared(verb);
        Command traced = Strace(container, verb, "-e", $"inject={call}:signal=KILL:when={count}", "-o", "/dev/null");
        // what was half changed can be changed again: no lock is left, and no limit that another forbids
        if (verb == "update") Strace(container, verb, "-e", "trace=none", "-o", "/dev/null").Succeeded();
        // whoever asked for a create that was killed may never hear of the container: no process is left then
        if (
            verb == "create"
            && RuntimeUnderTest.Run("state", container.Id).Text.Contains("\"creating\"", StringComparison.Ordinal)
        )
            Wait.Until(
                () => !container.FindLeftovers().Any(line => line.StartsWith("process ", StringComparison.Ordinal)),
                "the process of a create that was killed to end"
            );
        container.Delete("--force").Succeeded();
        IReadOnlyList<string> left = container.FindLeftovers();
        if (left.Count == 0) return traced.ExitCode == 128 + 9;
        container.ExpectLeftovers();
        // ends what a broken clean-up left, so that the next round starts clean
        Forget(container, left);
        throw new Xunit.Sdk.XunitException(string.Join("; ", left));
    }

    private static void Forget(Container container, IEnumerable<string> left)
    {
        foreach (string line in left.Where(line => line.StartsWith("process ", StringComparison.Ordinal)))
            Mono.Unix.Native.Syscall.kill(int.Parse(line.Split(' ', ':')[1]), Mono.Unix.Native.Signum.SIGKILL);
        foreach (string line in Leftovers.Cgroups(container.Id))
            Mono.Unix.Native.Syscall.rmdir(line["cgroup ".Length..]);
    }

    private static Container Prepared(string verb)
    {
        var container = new Container(verb == "exec" ? "sleep 1000" : "true");
        if (verb is "start" or "delete" or "exec" or "update") container.Create().Succeeded();
        if (verb == "exec") container.Start().Succeeded();
        if (verb == "delete")
        {
            container.Start().Succeeded();
            container.WaitFor("stopped");
        }
        container.WriteConfig();
        return container;
    }

    /// <summary>
    /// The calls of an undisturbed run, each with its number among those of its name, which is how strace counts.
    /// </summary>
    private static (string Name, int Count)[] Calls(string verb)
    {
        using Container container = Prepared(verb);
        string trace = container.HostFile("trace");
        Strace(container, verb, "-o", trace).Succeeded();
        var counts = new Dictionary<string, int>();
        var calls = new List<(string, int)>();
        foreach (string line in File.ReadLines(trace))
        {
            int parenthesis = line.IndexOf('(', StringComparison.Ordinal);
            if (parenthesis <= 0 || !line[..parenthesis].All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) continue;
            string name = line[..parenthesis];
            calls.Add((name, counts[name] = counts.GetValueOrDefault(name) + 1));
        }
        return calls.ToArray();
    }

    /// <summary>Without -f: only the runtime's own thread is traced, not the container's process.</summary>
    private static Command Strace(Container container, string verb, params string[] options)
    {
        string[] words = verb switch
        {
            "create" or "run" => ["--bundle", container.Bundle],
            "update" => ["--memory", "64m", "--memory-swap", "64m", "--pids-limit", "50", "--cpu-share", "99"],
            _ => [],
        };
        string[] command = verb == "exec" ? ["true"] : [];
        return Command.Run(
            "strace",
            [
                .. options,
                RuntimeUnderTest.Binary,
                "--root",
                TestRun.StateRoot,
                verb,
                .. words,
                container.Id,
                .. command,
            ],
            seconds: 30
        );
    }
}
