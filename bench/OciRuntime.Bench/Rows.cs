using System.Collections.Generic;
using System.Linq;

namespace OciRuntime.Bench;

/// <summary>What one runtime took for one verb.</summary>
/// <param name="Cpu">µs.</param>
/// <param name="Wall">µs.</param>
/// <param name="Faults">Page faults.</param>
/// <param name="Peak">KiB.</param>
/// <param name="Calls">System calls.</param>
internal sealed record Row(Numbers Cpu, Numbers Wall, Numbers Faults, Numbers Peak, int Calls);

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
    private static readonly string MeasureProgram = Program.Variable("MEASURE", "measure");

    /// <summary>The system calls of commands, without those of the program that runs them.</summary>
    public static int SystemCalls(List<string[]> commands)
    {
        string[] nothing = [Program.Variable("NOTHING", "true")];
        return Shell.SystemCalls(MeasureProgram, commands)
            - Shell.SystemCalls(MeasureProgram, commands.Select(_ => nothing));
    }

    /// <summary>
    /// Each round measures every runtime once, each round beginning with another one: who comes first finds a colder
    /// machine,
    /// and the kernel's RCU waits are shorter right after another's.
    /// </summary>
    public static Row[] Measure(List<Runtime> runtimes, Bundle bundle, Verb verb, int rounds)
    {
        List<Sample>[] samples = [.. runtimes.Select(_ => new List<Sample>())];
        if (verb.Repeatable) foreach (Runtime runtime in runtimes) verb.Prepare!(runtime, bundle);
        for (int round = -2; round < rounds; round++)
        {
            for (int turn = 0; turn < runtimes.Count; turn++)
            {
                int which = (turn + round + 2) % runtimes.Count;
                Runtime runtime = runtimes[which];
                if (!verb.Repeatable) verb.Prepare?.Invoke(runtime, bundle);
                Sample sample = Shell.Measure(MeasureProgram, verb.Commands(runtime, bundle));
                if (round >= 0) samples[which].Add(sample); // two rounds to warm up
            }
        }
        int[] calls = new int[runtimes.Count];
        for (int i = 0; i < runtimes.Count; i++)
        {
            if (!verb.Repeatable) verb.Prepare?.Invoke(runtimes[i], bundle);
            calls[i] = SystemCalls(verb.Commands(runtimes[i], bundle));
            Verb.Clear(runtimes[i]);
        }
        return
        [
            .. samples.Select(
                (of, i) =>
                    new Row(
                        Numbers.Summarize(of.Select(s => s.Cpu)),
                        Numbers.Summarize(of.Select(s => s.Wall)),
                        Numbers.Summarize(of.Select(s => s.Faults)),
                        Numbers.Summarize(of.Select(s => s.Peak)),
                        calls[i]
                    )
            ),
        ];
    }
}
