using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace OciRuntime.Bench;

/// <summary>The tables of <c>bench/results.md</c>, and the plot beside it.</summary>
internal sealed class Report(List<Runtime> runtimes, int rounds, string view)
{
    private readonly List<(Bundle Bundle, Verb Verb, Row[] Rows)> verbs = [];
    private readonly Dictionary<string, Row> floors = [];
    private Memory[]? memory;
    private Growth[]? growth;

    /// <summary>Adds the rows of a verb, one for each runtime.</summary>
    public void Add(Bundle bundle, Verb verb, Row[] rows) => verbs.Add((bundle, verb, rows));

    /// <summary>Adds the floor of <c>run</c>.</summary>
    public void AddFloor(Bundle bundle, Row row) => floors[bundle.Name] = row;

    /// <summary>Adds the memory of each runtime.</summary>
    public void AddMemory(Memory[] all) => memory = all;

    /// <summary>Adds the growth of each runtime.</summary>
    public void AddGrowth(Growth[] all) => growth = all;

    /// <summary>Writes <paramref name="path"/>, and the plot with the same name.</summary>
    public void Write(string path)
    {
        StringBuilder text = new();
        text.AppendLine($"# ocirun beside {string.Join(" and ", runtimes.Skip(1).Select(r => r.Name))}").AppendLine();
        text.AppendLine(
            $"{Machine()}. cgroups: {view}. {rounds} rounds; in each every runtime is measured once, and each round "
            + $"begins with"
        );
        text.AppendLine(
                "another one. Medians; in brackets the ratio to ocirun. Written by `make bench` (bench/README.md "
                + "says how it measures)."
            )
            .AppendLine();
        foreach (string bundle in verbs.Select(v => v.Bundle.Name).Distinct())
        {
            text.AppendLine($"## The {bundle} bundle").AppendLine();
            Table(text, bundle, "CPU of the whole tree, user and system, ms", row => row.Cpu, 1000, "0.00");
            Table(text, bundle, "Wall time, ms", row => row.Wall, 1000, "0.0");
            Table(text, bundle, "System calls", row => new Numbers(row.Calls, row.Calls, row.Calls), 1, "0");
            Table(text, bundle, "Page faults", row => row.Faults, 1, "0");
            Table(text, bundle, "Peak resident memory of the largest process, KiB", row => row.Peak, 1, "0");
        }
        Memories(text);
        Growths(text);
        File.WriteAllText(path, text.ToString());
        File.WriteAllText(
            Path.ChangeExtension(path, ".svg"),
            Plot.Draw(runtimes, [.. verbs.Where(v => v.Bundle.Name == "engine")])
        );
    }

    private void Table(
        StringBuilder text,
        string bundle,
        string title,
        Func<Row, Numbers> of,
        double unit,
        string format
    )
    {
        Head(text, title, "verb", runtimes.Select(r => r.Name).Append(floors.ContainsKey(bundle) ? "the floor" : null));
        foreach ((_, Verb verb, Row[] rows) in verbs.Where(v => v.Bundle.Name == bundle))
        {
            Numbers own = of(rows[0]);
            IEnumerable<string> cells = rows.Select(
                (row, i) =>
                    Number(of(row).Median / unit, format)
                    + (i == 0 ? Spread(own, unit, format) : Ratio(of(row).Median, own.Median))
            );
            if (floors.TryGetValue(bundle, out Row? floor))
                cells = cells.Append(
                    verb.Name == "run"
                        ? Number(of(floor).Median / unit, format) + Ratio(of(floor).Median, own.Median)
                        : ""
                );
            text.AppendLine($"| {verb.Name} | {string.Join(" | ", cells)} |");
        }
        text.AppendLine();
    }

    private void Memories(StringBuilder text)
    {
        if (memory is null) return;
        text.AppendLine("## Memory").AppendLine();
        Head(text, "The engine bundle, KiB", "", runtimes.Select(r => r.Name));
        Line(text, "RSS of a created container that waits for start", memory.Select(m => m.WaitingRss), "0");
        Line(text, "PSS of one among 200 that wait", memory.Select(m => m.WaitingPss), "0");
        Line(
            text,
            "the smallest memory limit with which `run` works",
            memory.Select(m => (double)m.SmallestLimit),
            "0"
        );
        text.AppendLine();
    }

    private void Growths(StringBuilder text)
    {
        if (growth is null) return;
        text.AppendLine("## Growth").AppendLine();
        Head(text, "CPU of `run` with the engine bundle, ms", "", runtimes.Select(r => r.Name));
        foreach (int step in growth[0].Nth.Keys)
            Line(text, $"as the {step}th container", growth.Select(g => g.Nth[step] / 1000), "0.00");
        Line(text, "with 1,000 more mounts on the host", growth.Select(g => g.ManyMounts / 1000), "0.00");
        Line(text, "with a config of 1 MB", growth.Select(g => g.LargeConfig / 1000), "0.00");
        Line(text, "containers per second, 16 at a time, minimal bundle", growth.Select(g => g.Parallel), "0");
        text.AppendLine();
    }

    private static void Head(StringBuilder text, string title, string first, IEnumerable<string?> columns)
    {
        string[] all = [first, .. columns.OfType<string>()];
        text.AppendLine($"**{title}**").AppendLine();
        text.AppendLine($"| {string.Join(" | ", all)} |");
        text.AppendLine($"|{string.Concat(Enumerable.Repeat("---|", all.Length))}");
    }

    private static void Line(StringBuilder text, string name, IEnumerable<double> values, string format)
    {
        double[] all = [.. values];
        text.AppendLine(
            $"| {name} | {string.Join(" | ", all.Select((value, i) => Number(value, format) + (i == 0 ? "" : Ratio(value, all[0]))))} |"
        );
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Spread(Numbers numbers, double unit, string format) =>
        numbers.Low == numbers.High
            ? ""
            : $" ({Number(numbers.Low / unit, format)} to {Number(numbers.High / unit, format)})";

    private static string Ratio(double value, double own) => own > 0 ? $" ({Number(value / own, "0.00")})" : "";

    private static string Machine()
    {
        string cpu = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(": ")[1]
            ?? "";
        return $"Linux {Shell.Output("uname", "-r").Trim()}, {Environment.ProcessorCount} cores of {cpu}";
    }
}
