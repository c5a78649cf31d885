using System;
using System.Text;

namespace OciRuntime.Launch.Child;

/// <summary>A NULL-terminated array of strings in a plan's arena, as execve(2) takes it; may be null.</summary>
internal readonly unsafe struct ChildStrings(byte** strings)
{
    private readonly byte** strings = strings;

    /// <summary>The first, or an empty text.</summary>
    public string First => strings == null ? "" : ((ChildString)strings[0]).ToString();

    /// <summary>The address, as system calls take it.</summary>
    public static implicit operator byte**(ChildStrings array) => array.strings;

    /// <summary>The array at <paramref name="strings"/>.</summary>
    public static implicit operator ChildStrings(byte** strings) => new(strings);

    /// <summary>As a plan shows it: each in quotes.</summary>
    public override string ToString()
    {
        StringBuilder text = new("[");
        // Safe: a vector of a plan ends with a null pointer, or is null.
        for (byte** entry = strings; entry != null && *entry != null; entry++)
        {
            string quoted = ((ChildString)(*entry)).ToString().Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(text.Length == 1 ? "\"" : " \"").Append(quoted).Append('"');
        }
        return text.Append(']').ToString();
    }
}
