using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace OciRuntime.Bench;

/// <summary>The tables of <c>bench/results.md</c>, and the charts beside it.</summary>
internal static class Page
{
    /// <summary>Writes <paramref name="path"/>, and the chart of the first view that has one with the same name.</summary>
    public static void Write(Results[] all, string path)
    {
        StringBuilder text = new();
        text.AppendLine("# ocirun beside crun and runc").AppendLine();
        text.AppendLine("In each round every runtime is measured once, and each round begins with another one. Medians; in brackets the");
        text.AppendLine("ratio to ocirun. Written by `make bench` and `make bench-vm`; [how it is measured](README.md).").AppendLine();
        foreach (Results results in all)
        {
            text.AppendLine($"## {Title(results.View)}").AppendLine();
            text.AppendLine($"{results.Date}. {results.Machine}. {results.Rounds} rounds.").AppendLine();
            if (results.RatiosAlone)
                text.AppendLine("CPU and wall time are ratios to ocirun alone; one processor has the turn of all.").AppendLine();
            Verbs(text, results);
            Tables(text, results);
        }
        File.WriteAllText(path, text.ToString());
        string? chart = all.Select(Chart.Draw).FirstOrDefault(svg => svg is not null);
        if (chart is not null) File.WriteAllText(Path.ChangeExtension(path, ".svg"), chart);
    }

    private static string Title(string view) =>
        view switch
        {
            "v1" => "cgroup v1",
            "v2" or "v2-cgroupfs" => "cgroup v2, cgroups made by the runtime",
            "v2-systemd" => "cgroup v2, cgroups made by systemd",
            _ => view,
        };

    private static void Verbs(StringBuilder text, Results results)
    {
        foreach (string bundle in results.Verbs.Select(row => row.Bundle).Distinct())
        {
            text.AppendLine($"### The {bundle} bundle").AppendLine();
            string ms = results.RatiosAlone ? "" : ", ms";
            Verbs(text, results, bundle, "CPU of the whole tree, user and system" + ms, row => row.Cpu, 1000, "0.00", true);
            Verbs(text, results, bundle, "Wall time" + ms, row => row.Wall, 1000, "0.0", true);
            if (results.Verbs.Any(row => row.Rows.Any(of => of.Sent > 0)))
            {
                Verbs(text, results, bundle, "Messages to systemd", row => new(row.Sent, row.Sent, row.Sent), 1, "0");
                Verbs(text, results, bundle, "Messages from systemd", row => new(row.Received, row.Received, row.Received), 1, "0");
            }
            Verbs(text, results, bundle, "System calls", row => new(row.Calls, row.Calls, row.Calls), 1, "0");
            Verbs(text, results, bundle, "Page faults", row => row.Faults, 1, "0");
            Verbs(text, results, bundle, "Peak resident memory of the largest process, KiB", row => row.Peak, 1, "0");
            Failures(
                text,
                results
                    .Verbs.Where(row => row.Bundle == bundle)
                    .Select(row => (row.Verb, row.Rows.Select(of => of.Failure).ToArray())),
                results.Runtimes
            );
        }
    }

    private static void Verbs(
        StringBuilder text,
        Results results,
        string bundle,
        string title,
        Func<Row, Numbers> cost,
        double unit,
        string format,
        bool isTime = false
    )
    {
        bool ratios = isTime && results.RatiosAlone;
        Row? floor = results.Floors.GetValueOrDefault(bundle);
        Head(text, title, "verb", floor is null ? results.Runtimes : [.. results.Runtimes, "the floor"]);
        foreach (VerbRow verb in results.Verbs.Where(row => row.Bundle == bundle))
        {
            Numbers own = cost(verb.Rows[0]);
            IEnumerable<string> cells = verb.Rows.Select(
                (row, i) =>
                    row.Failure is not null ? "failed"
                    : ratios ? Number(cost(row).Median / own.Median, "0.00")
                    : i == 0 ? Number(own.Median / unit, format) + Spread(own, unit, format)
                    : Number(cost(row).Median / unit, format) + Ratio(cost(row).Median, own.Median)
            );
            if (floor is not null)
            {
                double of = cost(floor).Median;
                string cell = ratios
                    ? Number(of / own.Median, "0.00")
                    : Number(of / unit, format) + Ratio(of, own.Median);
                cells = cells.Append(verb.Verb == "run" ? cell : "");
            }
            text.AppendLine($"| {verb.Verb} | {string.Join(" | ", cells)} |");
        }
        text.AppendLine();
    }

    private static void Tables(StringBuilder text, Results results)
    {
        string section = "";
        foreach (Table table in results.Tables)
        {
            if (table.Section != section) text.AppendLine($"### {section = table.Section}").AppendLine();
            bool floor = table.Lines.Any(line => line.Floor is not null);
            Head(text, table.Title, "", floor ? [.. results.Runtimes, "the floor"] : results.Runtimes);
            string format = table.Digits == 0 ? "0" : "0." + new string('0', table.Digits);
            foreach (Line line in table.Lines) text.AppendLine(Cells(line, floor, format));
            text.AppendLine();
            Failures(text, table.Lines.Select(line => (line.Name, line.Failures)), results.Runtimes);
        }
    }

    private static string Cells(Line line, bool floor, string format)
    {
        double own = line.Values[0] ?? 0;
        IEnumerable<string> cells = line.Values.Select(
            (value, i) => value is { } number ? Number(number, format) + (i == 0 ? "" : Ratio(number, own)) : "failed"
        );
        if (floor) cells = cells.Append(line.Floor is { } of ? Number(of, format) + Ratio(of, own) : "");
        return $"| {line.Name} | {string.Join(" | ", cells)} |";
    }

    /// <summary>What runtimes said that could not do a row.</summary>
    private static void Failures(
        StringBuilder text,
        IEnumerable<(string Name, string?[] Failures)> rows,
        string[] runtimes
    )
    {
        string[] lines =
        [
            .. rows.SelectMany(row =>
                row.Failures.Select((words, i) => words is null ? null : $"- {runtimes[i]}, {row.Name}: `{words}`")
                    .OfType<string>()
            ),
        ];
        if (lines.Length == 0) return;
        foreach (string line in lines) text.AppendLine(line);
        text.AppendLine();
    }

    private static void Head(StringBuilder text, string title, string first, string[] columns)
    {
        text.AppendLine($"**{title}**").AppendLine();
        text.AppendLine($"| {string.Join(" | ", [first, .. columns])} |");
        text.AppendLine($"|{string.Concat(Enumerable.Repeat("---|", columns.Length + 1))}");
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Spread(Numbers numbers, double unit, string format) =>
        numbers.Low == numbers.High
            ? ""
            : $" ({Number(numbers.Low / unit, format)} to {Number(numbers.High / unit, format)})";

    private static string Ratio(double value, double own) => own > 0 ? $" ({Number(value / own, "0.00")})" : "";
}
