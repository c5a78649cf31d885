using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace OciRuntime.Bench;

/// <summary>
/// The chart of README's first screen, as SVG: four panels, each with a bar for every runtime, named at its left. It follows
/// the reader's light or dark mode.
/// </summary>
internal static class Chart
{
    private const int PanelWidth = 410, NameWidth = 130, BarWidth = 210, BarStep = 17, Head = 22, Gap = 14;

    /// <summary>The chart of a run of the bench; empty if it lacks a row that the chart shows.</summary>
    public static string? Draw(Results results)
    {
        VerbRow[] engine = [.. results.Verbs.Where(row => row.Bundle == "engine")];
        List<(string Title, double?[] Values, string Format)> panels = [];
        foreach (string verb in new[] { "run", "exec", "create+start+delete" })
        {
            if (engine.FirstOrDefault(row => row.Verb == verb) is not { } row) return null;
            panels.Add(($"{verb}: CPU, ms", Values(row, cost => cost.Cpu.Median / 1000), "0.0"));
        }
        panels.Add(
            ("run: peak memory, MiB", Values(engine.First(row => row.Verb == "run"), cost => cost.Peak.Median / 1024), "0.0")
        );
        int panelHeight = Head + (results.Runtimes.Length * BarStep) + Gap;
        StringBuilder svg = new();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{2 * PanelWidth}" height="{2 * panelHeight}" viewBox="0 0 {2 * PanelWidth} {2 * panelHeight}" font-family="sans-serif" font-size="12">
            <style>
            text {"{"} fill: #1f2328 {"}"} .title {"{"} font-weight: 600 {"}"} .own {"{"} fill: #1a7f5a {"}"} .peer {"{"} fill: #9aa4b1 {"}"}
            @media (prefers-color-scheme: dark) {"{"} text {"{"} fill: #e6edf3 {"}"} .own {"{"} fill: #3fb983 {"}"} .peer {"{"} fill: #6b7683 {"}"} {"}"}
            </style>

            """
        );
        for (int i = 0; i < panels.Count; i++)
            Panel(svg, panels[i], results.Runtimes, (i % 2) * PanelWidth, (i / 2) * panelHeight);
        return svg.Append("</svg>\n").ToString();
    }

    private static double?[] Values(VerbRow row, System.Func<Row, double> cost) =>
        [.. row.Rows.Select(of => of.Failure is null ? cost(of) : (double?)null)];

    /// <summary>One panel with a scale of its own, whose end is the largest value.</summary>
    private static void Panel(
        StringBuilder svg,
        (string Title, double?[] Values, string Format) panel,
        string[] names,
        int x,
        int y
    )
    {
        double largest = panel.Values.Max() ?? 1;
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text class=\"title\" x=\"{x + NameWidth}\" y=\"{y + 14}\">{panel.Title}</text>\n"
        );
        for (int i = 0; i < names.Length; i++)
        {
            int top = y + Head + (i * BarStep);
            double length = (panel.Values[i] ?? 0) / largest * BarWidth;
            string value = panel.Values[i]?.ToString(panel.Format, CultureInfo.InvariantCulture) ?? "failed";
            svg.Append(
                CultureInfo.InvariantCulture,
                $"""
                <text x="{x + NameWidth - 6}" y="{top + 11}" text-anchor="end"{(i == 0 ? " class=\"title\"" : "")}>{Short(names[i])}</text><rect class="{(i == 0 ? "own" : "peer")}" x="{x + NameWidth}" y="{top}" width="{length:0.0}" height="{BarStep - 4}"/><text x="{x + NameWidth + length + 5:0.0}" y="{top + 11}">{value}</text>

                """
            );
        }
    }

    /// <summary>Without what a distribution appends to a version.</summary>
    private static string Short(string name) => name.Split('+', '~')[0];
}
