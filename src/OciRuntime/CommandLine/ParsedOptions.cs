using System.Collections.Generic;
using System.Globalization;
namespace OciRuntime.CommandLine;

/// <summary>The options that a command line gave, and the arguments around them.</summary>
/// <param name="table">The options that are known here.</param>
internal sealed class ParsedOptions(Option[] table)
{
    private readonly string?[] values = new string?[table.Length];
    private List<string>?[]? lists;

    /// <summary>The arguments that are no options, in order.</summary>
    public List<string> Arguments { get; } = new(2);

    /// <summary>Whether <c>--help</c> was among them.</summary>
    public bool Help { get; set; }

    /// <summary>The value of <paramref name="name"/>, or null where it was not given.</summary>
    public string? Value(string name) => values[IndexOf(name)];

    /// <summary>
    /// The value of <paramref name="name"/>, or null where it was not given or is empty: to callers that means the
    /// same.
    /// </summary>
    public string? NonEmpty(string name) => values[IndexOf(name)] is { Length: > 0 } value ? value : null;

    /// <summary>Every value of <paramref name="name"/>, in order.</summary>
    public string[] Values(string name) => lists?[IndexOf(name)]?.ToArray() ?? [];

    /// <summary>The switch <paramref name="name"/>, or null where it was not given.</summary>
    public bool? OptionalSwitch(string name) => values[IndexOf(name)] is { } value ? value == Booleans.True : null;

    /// <summary>Whether the switch <paramref name="name"/> is on.</summary>
    public bool Switch(string name) => values[IndexOf(name)] == Booleans.True;

    /// <summary>The number of <paramref name="name"/>, or 0 where it was not given.</summary>
    public int Number(string name) =>
        values[IndexOf(name)] is { } value ? int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    /// <summary>The names of all options of the table.</summary>
    public string[] Names => System.Array.ConvertAll(table, static option => option.Name);

    /// <summary>The table's index of the option that is called <paramref name="name"/>, or -1.</summary>
    public int IndexOf(string name)
    {
        for (int i = 0; i < table.Length; i++)
            if (table[i].IsCalled(name)) return i;
        return -1;
    }

    /// <summary>The kind of the option at <paramref name="index"/>.</summary>
    public OptionKind KindOf(int index) => table[index].Kind;

    /// <summary>Records a value; the last one of several counts, but for options that may be repeated.</summary>
    public void Set(int index, string value)
    {
        values[index] = value;
        if (table[index].Kind != OptionKind.Texts) return;
        lists ??= new List<string>?[table.Length];
        (lists[index] ??= []).Add(value);
    }
}
