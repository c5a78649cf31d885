using System;
using System.Globalization;
using System.Text;

namespace OciRuntime.Launch.Plan;

/// <summary>A plan as text while it is written, one operation a line.</summary>
/// <param name="trees">What was done to the detached tree that a descriptor stands for, or null if nobody
/// knows.</param>
internal sealed unsafe class PlanText(Func<int, string?>? trees)
{
    private const int NameWidth = 20; // the longest operation name and a space

    private readonly StringBuilder lines = new();
    private readonly StringBuilder line = new();

    /// <summary>Begins the line of the operation <paramref name="name"/>.</summary>
    public PlanText Begin(string name)
    {
        line.Clear().Append(name.PadRight(NameWidth));
        return this;
    }

    /// <summary>Adds to the line.</summary>
    public PlanText Add(string text)
    {
        line.Append(text);
        return this;
    }

    /// <summary>Adds to the line if <paramref name="condition"/> holds.</summary>
    public PlanText AddIf(bool condition, string text) => condition ? Add(text) : this;

    /// <summary>Adds what was done to the detached tree <paramref name="fd"/>.</summary>
    public void AddTree(int fd)
    {
        if (trees?.Invoke(fd) is { Length: > 0 } tree) line.Append(" tree=[").Append(tree).Append(']');
    }

    /// <summary>Ends the line, and gives what was added to it.</summary>
    public string TakeOperands()
    {
        string operands = line.ToString().Trim();
        line.Clear();
        return operands;
    }

    /// <summary>Ends the line with the place in config.json that the operation comes from.</summary>
    public void End(string pointer)
    {
        lines.Append(line.ToString().TrimEnd());
        if (pointer.Length > 0) lines.Append("  # ").Append(pointer);
        lines.Append('\n');
    }

    /// <summary>The mode's octal digits after a 0.</summary>
    public static string Octal(uint mode) => "0" + Convert.ToString(mode, 8);

    /// <summary>In quotes, newlines escaped.</summary>
    public static string Quoted(string text) => "\"" + text.Replace("\n", "\\n", StringComparison.Ordinal) + "\"";

    /// <summary><paramref name="count"/> words of a mask in hexadecimal, with commas.</summary>
    public static string Words(ulong* words, int count)
    {
        StringBuilder text = new();
        // Safe: the operation has count words.
        for (int i = 0; i < count; i++) text.Append(CultureInfo.InvariantCulture,
            $"{(i == 0 ? "" : ",")}0x{words[i]:x}");
        return text.ToString();
    }

    /// <summary>All lines, each ended by a newline.</summary>
    public override string ToString() => lines.ToString();
}
