using System;
using System.Collections.Generic;
using System.Linq;

namespace OciRuntime.Bench;

/// <summary>What one runtime took for one verb.</summary>
/// <param name="Cpu">µs.</param>
/// <param name="Wall">µs.</param>
/// <param name="Faults">Page faults.</param>
/// <param name="Peak">KiB.</param>
/// <param name="Calls">System calls.</param>
/// <param name="Sent">Messages to systemd or its bus; without systemd none is counted.</param>
/// <param name="Received">Messages from there.</param>
/// <param name="Failure">The words of a runtime that could not do it; the numbers are then 0.</param>
internal sealed record Row(
    Numbers Cpu,
    Numbers Wall,
    Numbers Faults,
    Numbers Peak,
    int Calls,
    int Sent = 0,
    int Received = 0,
    string? Failure = null
)
{
    /// <summary>Of samples.</summary>
    public static Row Summarize(List<Sample> samples, int calls, BusMessages bus = default) =>
        new(
            Numbers.Summarize(samples.Select(s => s.Cpu)),
            Numbers.Summarize(samples.Select(s => s.Wall)),
            Numbers.Summarize(samples.Select(s => s.Faults)),
            Numbers.Summarize(samples.Select(s => s.Peak)),
            calls,
            bus.Sent,
            bus.Received
        );
}

/// <summary>The median, and the quarter below and above which a quarter of the samples lie.</summary>
internal readonly record struct Numbers(double Median, double Low, double High)
{
    /// <summary>Of samples.</summary>
    public static Numbers Summarize(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return new Numbers(sorted[sorted.Length / 2], sorted[sorted.Length / 4], sorted[sorted.Length * 3 / 4]);
    }
}

/// <summary>Measures one verb for all runtimes.</summary>
internal static class Rows
{
    /// <summary>The program that measures, for commands that leave nothing behind.</summary>
    public static string[] Measures { get; } = [Program.Variable("MEASURE", "measure")];

    /// <summary>The system calls of commands, without those of the program that runs them.</summary>
    public static int SystemCalls(string[] measure, List<string[]> commands)
    {
        string[] nothing = [Program.Variable("NOTHING", "true")];
        return Shell.SystemCalls(measure, commands)
            - Shell.SystemCalls(measure, commands.Select(_ => nothing));
    }

    /// <summary>
    /// Each round measures every runtime once, each round beginning with another one: who comes first finds a colder
    /// machine, and the kernel's RCU waits are shorter right after another's. A runtime that fails is left out of the
    /// rest of the verb.
    /// </summary>
    public static Row[] Measure(List<Runtime> runtimes, Bundle bundle, Verb verb, int rounds)
    {
        string[] measure = verb.LeavesProcess ? [.. Measures, "--kill"] : Measures;
        List<Sample>[] samples = [.. runtimes.Select(_ => new List<Sample>())];
        string?[] failures = new string?[runtimes.Count];
        if (verb.Repeatable)
        {
            for (int i = 0; i < runtimes.Count; i++) Try(i, () => verb.Prepare!(runtimes[i], bundle));
        }
        // two rounds to warm up; one where instructions are counted
        for (int round = Results.CountsInstructions ? -1 : -2; round < rounds; round++)
        {
            for (int turn = 0; turn < runtimes.Count; turn++)
            {
                int which = (turn + round + 2) % runtimes.Count;
                Try(which, () => Once(which, round >= 0));
            }
        }
        int[] calls = new int[runtimes.Count];
        BusMessages[] bus = new BusMessages[runtimes.Count];
        for (int i = 0; i < runtimes.Count; i++)
        {
            Try(i, () => calls[i] = SystemCalls(measure, Prepared(i)));
            if (Runtime.Systemd) Try(i, () => bus[i] = BusMessages.Count(measure, Prepared(i)));
            Verb.Clear(runtimes[i]);
        }
        Row none = new(default, default, default, default, 0);
        return
        [
            .. samples.Select(
                (of, i) => failures[i] is { } words ? none with { Failure = words } : Row.Summarize(of, calls[i], bus[i])
            ),
        ];

        void Once(int which, bool counts)
        {
            List<string[]> commands = Prepared(which);
            // what systemd still does for the one before; to sleep takes no time where instructions are the clock
            if (Results.CountsInstructions) System.Threading.Thread.Sleep(500);
            Sample sample = Shell.Measure(measure, commands);
            if (counts) samples[which].Add(sample);
        }

        List<string[]> Prepared(int which)
        {
            if (!verb.Repeatable) verb.Prepare?.Invoke(runtimes[which], bundle);
            return verb.Commands(runtimes[which], bundle);
        }

        void Try(int which, Action action)
        {
            if (failures[which] is not null) return;
            try
            {
                action();
            }
            catch (CommandFailure failure)
            {
                failures[which] = failure.Message;
                Console.Error.WriteLine($"{runtimes[which].Name} loses the row: {failure.Message}");
            }
        }
    }
}
