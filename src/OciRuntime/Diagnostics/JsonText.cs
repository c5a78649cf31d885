using System.Globalization;
using System.Text;

namespace OciRuntime.Diagnostics;

/// <summary>
/// Writes small JSON texts with the byte layout of Go's encoding/json, which the callers' tests and scripts compare.
/// It is no general writer: the one of System.Text.Json costs more to warm up than these texts take.
/// </summary>
internal sealed class JsonText(int indent)
{
    private readonly StringBuilder text = new();
    private int depth;
    private bool first = true;

    /// <summary>Opens an object, as a value or as an element.</summary>
    public void BeginObject() => Open('{');

    /// <summary>Opens an object as the value of <paramref name="name"/>.</summary>
    public void BeginObject(string name) => Open(name, '{');

    /// <summary>Closes the innermost object.</summary>
    public void EndObject() => Close('}');

    /// <summary>Opens an array, as a value or as an element.</summary>
    public void BeginArray() => Open('[');

    /// <summary>Opens an array as the value of <paramref name="name"/>.</summary>
    public void BeginArray(string name) => Open(name, '[');

    /// <summary>Closes the innermost array.</summary>
    public void EndArray() => Close(']');

    /// <summary>A member with a string.</summary>
    public void Member(string name, string value)
    {
        Name(name);
        Quote(text, value);
    }

    /// <summary>A member with a number.</summary>
    public void Member(string name, int value)
    {
        Name(name);
        text.Append(CultureInfo.InvariantCulture, $"{value}");
    }

    /// <summary>A member with a number.</summary>
    public void Member(string name, long value)
    {
        Name(name);
        text.Append(CultureInfo.InvariantCulture, $"{value}");
    }

    /// <summary>A member with a number.</summary>
    public void Member(string name, ulong value)
    {
        Name(name);
        text.Append(CultureInfo.InvariantCulture, $"{value}");
    }

    /// <summary>A member with a number that has decimals.</summary>
    public void Member(string name, double value)
    {
        Name(name);
        text.Append(CultureInfo.InvariantCulture, $"{value}");
    }

    /// <summary>A member that is null.</summary>
    public void Null(string name)
    {
        Name(name);
        text.Append("null");
    }

    /// <summary>A member that is true or false.</summary>
    public void Member(string name, bool value)
    {
        Name(name);
        text.Append(value ? "true" : "false");
    }

    /// <summary>An array element that is a string.</summary>
    public void Element(string value)
    {
        Separate();
        Quote(text, value);
    }

    /// <summary>An array element that is a number.</summary>
    public void Element(int value)
    {
        Separate();
        text.Append(CultureInfo.InvariantCulture, $"{value}");
    }

    /// <summary>An array element that is a number.</summary>
    public void Element(ulong value)
    {
        Separate();
        text.Append(CultureInfo.InvariantCulture, $"{value}");
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    private void Open(string name, char bracket)
    {
        Name(name);
        Begin(bracket);
    }

    private void Open(char bracket)
    {
        if (depth > 0) Separate();
        Begin(bracket);
    }

    private void Begin(char bracket)
    {
        text.Append(bracket);
        depth++;
        first = true;
    }

    private void Close(char bracket)
    {
        depth--;
        if (!first) NewLine();
        text.Append(bracket);
        first = false;
    }

    private void Name(string name)
    {
        Separate();
        Quote(text, name);
        text.Append(indent > 0 ? ": " : ":");
    }

    private void Separate()
    {
        if (!first) text.Append(',');
        first = false;
        NewLine();
    }

    private void NewLine()
    {
        if (indent > 0) text.Append('\n').Append(' ', depth * indent);
    }

    /// <summary>Appends <paramref name="value"/> as a JSON string, RFC 8259 section 7, escaping what encoding/json escapes.</summary>
    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"' or '\\':
                    text.Append('\\').Append(c);
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                // encoding/json keeps its texts safe inside HTML and JavaScript
                case < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }
        text.Append('"');
    }
}
