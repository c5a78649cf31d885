using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using OciRuntime.SpecTests.Harness;
using OciRuntime.SpecTests.Hooks;

namespace OciRuntime.SpecTests.Robustness;

/// <summary>
/// Verbs for one container at the same time, killed at random moments; docs/adr/0015-state-directory.md.
/// </summary>
[Trait("Category", "Faults")]
public sealed class Kills
{
    private static readonly string[][] Verbs =
    [
        ["create"], ["create"], ["run", "--detach"], ["start"], ["start"], ["delete"], ["delete", "--force"],
        ["update", "--pids-limit", "50"], ["pause"], ["kill", "KILL"], ["state"],
    ];

    private static readonly string[] Answers =
    [
        "creating",
        "created",
        "running",
        "paused",
        "stopped",
        "does not exist",
    ];

    /// <summary>KILLS says how many verbs are killed, KILLS_SEED which.</summary>
    [RuncDiffersFact("1.1 has no lock between verbs, and leaves what a killed create made")]
    public async Task Verbs_that_are_killed_at_random_leave_nothing_that_delete_by_force_does_not_remove()
    {
        int kills = int.Parse(Environment.GetEnvironmentVariable("KILLS") ?? "20");
        int seed = int.Parse(Environment.GetEnvironmentVariable("KILLS_SEED") ?? $"{Environment.ProcessId}");
        int killed = 0, round = 0;
        var failures = new List<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 4), async (_, _) =>
        {
            while (Volatile.Read(ref killed) < kills)
            {
                await Task.Yield();
                int number = Interlocked.Increment(ref round);
                try
                {
                    Interlocked.Add(ref killed, Round(new Random(seed + number)));
                }
                // a round that fails is counted, not the end of the others
                catch (Exception failure)
                {
                    lock (failures) failures.Add($"seed {seed} + {number}: {failure.Message}");
                    Interlocked.Increment(ref killed);
                }
            }
        });
        Assert.True(
            failures.Count == 0,
            $"{failures.Count} of {round} rounds failed:\n{string.Join('\n', failures.Take(5))}"
        );
    }

    /// <returns>How many were killed before they ended by themselves.</returns>
    private static int Round(Random random)
    {
        using var container = new Container(random.Next(2) == 0 ? "true" : "sleep 1000");
        if (random.Next(2) == 0)
            foreach (string kind in (string[])["createRuntime", "poststart", "poststop"])
                Config_Hooks.Add(container, kind, "sleep 0.05");
        container.WriteConfig();
        int killed = 0;
        var begun = new List<Process>();
        for (int i = 0; i < 8; i++)
        {
            begun.Add(Begin(container, i == 0 ? ["create"] : Verbs[random.Next(Verbs.Length)], i));
            Thread.Sleep(random.Next(40));
            if (random.Next(3) != 0 || begun[random.Next(begun.Count)] is not { HasExited: false } victim) continue;
            victim.Kill();
            killed++;
        }
        Command state = RuntimeUnderTest.Run("state", container.Id);
        Assert.Contains(Answers, answer => (state.Output + state.Error).Contains(answer, StringComparison.Ordinal));
        foreach (Process process in begun)
        {
            Assert.True(process.WaitForExit(60_000), "a verb does not end");
            process.Dispose();
        }
        foreach (string file in Directory.GetFiles(container.Bundle, "verb*.err"))
            Assert.DoesNotContain("internal error", File.ReadAllText(file), StringComparison.Ordinal);
        container.Delete("--force").Succeeded();
        return killed;
    }

    private static Process Begin(Container container, string[] verb, int number)
    {
        string[] bundle = verb[0] is "create" or "run" ? ["--bundle", container.Bundle] : [];
        IEnumerable<string> words =
            verb[0] == "kill" ? ["kill", container.Id, .. verb[1..]] : [.. verb, .. bundle, container.Id];
        return Command.Start(
            RuntimeUnderTest.Binary,
            [.. RuntimeUnderTest.Global, .. words],
            Path.Combine(container.Bundle, $"verb{number}")
        );
    }
}
