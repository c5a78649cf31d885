using System;
using System.Collections.Generic;
using System.Text;
namespace OciRuntime.CommandLine;

/// <summary>
/// Columns padded with spaces to the widths that Go's text/tabwriter gives runc's table; the last is not padded.
/// </summary>
internal sealed class TextTable(params string[] titles)
{
    // tabwriter.NewWriter(os.Stdout, 12, 1, 3, ' ', 0) in runc's list.go
    private const int MinimumWidth = 12, Gap = 3;

    private readonly List<string[]> rows = [titles];

    /// <summary>Adds a row, of as many cells as there are titles.</summary>
    public void Add(params string[] cells) => rows.Add(cells);

    /// <inheritdoc/>
    public override string ToString()
    {
        StringBuilder text = new();
        int[] widths = Widths();
        foreach (string[] row in rows)
        {
            for (int column = 0; column < row.Length - 1; column++)
                text.Append(row[column]).Append(' ', widths[column] - Length(row[column]));
            text.Append(row[^1]).Append('\n');
        }
        return text.ToString();
    }

    private int[] Widths()
    {
        int[] widths = new int[titles.Length];
        Array.Fill(widths, MinimumWidth);
        foreach (string[] row in rows)
            for (int column = 0; column < row.Length; column++)
                widths[column] = Math.Max(widths[column], Length(row[column]) + Gap);
        return widths;
    }

    /// <summary>In code points, as tabwriter counts.</summary>
    private static int Length(string text)
    {
        int length = 0;
        foreach (Rune _ in text.EnumerateRunes()) length++;
        return length;
    }
}
