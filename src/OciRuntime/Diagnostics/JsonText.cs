using System;
using System.Globalization;
using System.Text;

namespace OciRuntime.Diagnostics;

/// <summary>
/// Writes small JSON texts with the byte layout of Go's encoding/json, which the callers' tests and scripts compare.
/// It is no general writer: the one of System.Text.Json costs more to warm up than these texts take.
/// </summary>
internal sealed class JsonText(int indent)
{
    private const int FirstSize = 1024; // bytes; the answer of state has some 500

    private byte[] bytes = new byte[FirstSize];
    private int length;
    private int depth;
    private bool first = true;

    /// <summary>What was written, in UTF-8; until more is written.</summary>
    public ReadOnlySpan<byte> Utf8 => bytes.AsSpan(0, length);

    /// <summary>Begins another text in the memory of this one.</summary>
    public void Clear()
    {
        length = depth = 0;
        first = true;
    }

    /// <summary>Opens an object, as a value or as an element.</summary>
    public void BeginObject() => Open((byte)'{');

    /// <summary>Opens an object as the value of <paramref name="name"/>.</summary>
    public void BeginObject(string name) => Open(name, (byte)'{');

    /// <summary>Closes the innermost object.</summary>
    public void EndObject() => Close((byte)'}');

    /// <summary>Opens an array, as a value or as an element.</summary>
    public void BeginArray() => Open((byte)'[');

    /// <summary>Opens an array as the value of <paramref name="name"/>.</summary>
    public void BeginArray(string name) => Open(name, (byte)'[');

    /// <summary>Closes the innermost array.</summary>
    public void EndArray() => Close((byte)']');

    /// <summary>A member with a string.</summary>
    public void Member(string name, string value)
    {
        Name(name);
        Quote(value);
    }

    /// <summary>A member with a number.</summary>
    public void Member(string name, int value)
    {
        Name(name);
        Number(value);
    }

    /// <summary>A member with a number.</summary>
    public void Member(string name, long value)
    {
        Name(name);
        Number(value);
    }

    /// <summary>A member with a number.</summary>
    public void Member(string name, ulong value)
    {
        Name(name);
        Number(value);
    }

    /// <summary>A member with a number that has decimals.</summary>
    public void Member(string name, double value)
    {
        Name(name);
        Number(value);
    }

    /// <summary>A member that is null.</summary>
    public void Null(string name)
    {
        Name(name);
        Append("null"u8);
    }

    /// <summary>A member that is true or false.</summary>
    public void Member(string name, bool value)
    {
        Name(name);
        Append(value ? "true"u8 : "false"u8);
    }

    /// <summary>An array element that is a string.</summary>
    public void Element(string value)
    {
        Separate();
        Quote(value);
    }

    /// <summary>An array element that is a number.</summary>
    public void Element(int value)
    {
        Separate();
        Number(value);
    }

    /// <summary>An array element that is a number.</summary>
    public void Element(ulong value)
    {
        Separate();
        Number(value);
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Utf8);

    private void Open(string name, byte bracket)
    {
        Name(name);
        Begin(bracket);
    }

    private void Open(byte bracket)
    {
        if (depth > 0) Separate();
        Begin(bracket);
    }

    private void Begin(byte bracket)
    {
        Append(bracket);
        depth++;
        first = true;
    }

    private void Close(byte bracket)
    {
        depth--;
        if (!first) NewLine();
        Append(bracket);
        first = false;
    }

    private void Name(string name)
    {
        Separate();
        Quote(name);
        Append(indent > 0 ? ": "u8 : ":"u8);
    }

    private void Separate()
    {
        if (!first) Append((byte)',');
        first = false;
        NewLine();
    }

    private void NewLine()
    {
        if (indent == 0) return;
        Append((byte)'\n');
        int spaces = depth * indent;
        Reserve(spaces).Fill((byte)' ');
        length += spaces;
    }

    private void Number<T>(T value)
        where T : struct, IUtf8SpanFormattable
    {
        const int Longest = 32; // bytes; -1.7976931348623157E+308 has 24
        value.TryFormat(Reserve(Longest), out int written, default, CultureInfo.InvariantCulture);
        length += written;
    }

    /// <summary>
    /// Appends <paramref name="value"/> as a JSON string, RFC 8259 section 7, escaping what encoding/json escapes.
    /// </summary>
    private void Quote(ReadOnlySpan<char> value)
    {
        Append((byte)'"');
        while (true)
        {
            int plain = CountPlain(value);
            length += Encoding.UTF8.GetBytes(value[..plain], Reserve(Encoding.UTF8.GetMaxByteCount(plain)));
            if (plain == value.Length) break;
            Escape(value[plain]);
            value = value[(plain + 1)..];
        }
        Append((byte)'"');
    }

    /// <summary>How many characters come before the first one that is escaped.</summary>
    private static int CountPlain(ReadOnlySpan<char> value)
    {
        // Each look at many characters at a time: annotations can be a megabyte.
        int control = value.IndexOfAnyInRange('\0', '\x1F');
        if (control >= 0) value = value[..control];
        // encoding/json keeps its texts safe inside HTML and JavaScript
        int special = value.IndexOfAny(['"', '\\', '<', '>', '&']);
        if (special >= 0) value = value[..special];
        int separator = value.IndexOfAny('\u2028', '\u2029');
        return separator >= 0 ? separator : value.Length;
    }

    private void Escape(char c)
    {
        Append((byte)'\\');
        switch (c)
        {
            case '"' or '\\':
                Append((byte)c);
                break;
            case '\n':
                Append((byte)'n');
                break;
            case '\r':
                Append((byte)'r');
                break;
            case '\t':
                Append((byte)'t');
                break;
            default:
                Append((byte)'u');
                ((int)c).TryFormat(Reserve(4), out int written, "x4", CultureInfo.InvariantCulture);
                length += written;
                break;
        }
    }

    private void Append(byte one)
    {
        Reserve(1)[0] = one;
        length++;
    }

    private void Append(ReadOnlySpan<byte> some)
    {
        some.CopyTo(Reserve(some.Length));
        length += some.Length;
    }

    /// <summary>The <paramref name="count"/> bytes after what was written.</summary>
    private Span<byte> Reserve(int count)
    {
        if (bytes.Length - length < count) Grow(count);
        return bytes.AsSpan(length, count);
    }

    private void Grow(int count)
    {
        // By four, since what is not written to is not in memory either.
        byte[] larger = GC.AllocateUninitializedArray<byte>(Math.Max(4 * bytes.Length, length + count));
        Utf8.CopyTo(larger);
        bytes = larger;
    }
}
