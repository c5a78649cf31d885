using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace OciRuntime.Bench;

/// <summary>Bars of CPU time by verb and runtime, as SVG.</summary>
internal static class Plot
{
    private const int Left = 170, Width = 560, Bar = 15, Gap = 14, Top = 56;
    private static readonly string[] Colours = ["#2f6f4f", "#c9772b", "#4a6fa5", "#8a5a83", "#777777"];

    /// <summary>
    /// The plot of the engine bundle's verbs; each verb has its own scale, whose end is the slowest runtime.
    /// </summary>
    public static string Draw(List<Runtime> runtimes, List<(Bundle Bundle, Verb Verb, Row[] Rows)> verbs)
    {
        int height = Top + (verbs.Count * ((runtimes.Count * Bar) + Gap)) + 10;
        StringBuilder svg = new();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Left + Width + 90}\" height=\"{height}\" "
            + $"font-family=\"sans-serif\" font-size=\"12\">\n"
        );
        svg.Append(
            "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<text x=\"10\" y=\"20\" font-size=\"14\">CPU "
            + "time of a command and its container, ms (an engine's bundle); shorter is better</text>\n"
        );
        for (int i = 0; i < runtimes.Count; i++)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<rect x=\"{Left + (i * 190)}\" y=\"30\" width=\"12\" height=\"12\" "
                + $"fill=\"{Colours[i % Colours.Length]}\"/>"
            );
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Left + 16 + (i * 190)}\" y=\"41\">{runtimes[i].Name}</text>\n"
            );
        }
        int y = Top;
        foreach ((_, Verb verb, Row[] rows) in verbs)
        {
            double most = rows.Max(row => row.Cpu.Median);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Left - 8}\" y=\"{y + (runtimes.Count * Bar / 2) + 4}\" "
                + $"text-anchor=\"end\">{verb.Name}</text>\n"
            );
            for (int i = 0; i < rows.Length; i++, y += Bar)
            {
                double cpu = rows[i].Cpu.Median;
                double length = cpu / most * Width;
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<rect x=\"{Left}\" y=\"{y}\" width=\"{length:0.0}\" height=\"{Bar - 2}\" "
                    + $"fill=\"{Colours[i % Colours.Length]}\"/>"
                );
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<text x=\"{Left + length + 4:0.0}\" y=\"{y + 11}\">{cpu / 1000:0.0}</text>\n"
                );
            }
            y += Gap;
        }
        return svg.Append("</svg>\n").ToString();
    }
}
