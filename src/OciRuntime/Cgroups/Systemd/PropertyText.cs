using System;
using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Config;

namespace OciRuntime.Cgroups.Systemd;

/// <summary>
/// Annotations <c>org.systemd.property.NAME</c>: properties of the container's scope. The values have GVariant's text
/// form
/// (docs.gtk.org/glib, gvariant-text-format), of which truth values, numbers, texts and arrays of them are read.
/// </summary>
internal static class PropertyText
{
    /// <summary>What their names begin with.</summary>
    public const string Prefix = "org.systemd.property.";

    /// <summary>The properties in <paramref name="annotations"/>.</summary>
    /// <exception cref="SpecException">A name or a value is wrong.</exception>
    public static List<UnitProperty> All(Dictionary<string, string>? annotations)
    {
        List<UnitProperty> all = [];
        foreach ((string name, string value) in annotations ?? [])
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
                all.Add(Parse(name[Prefix.Length..], value, "/annotations/" + name));
        }
        return all;
    }

    private static UnitProperty Parse(string name, string value, string pointer)
    {
        bool letters = name.Length >= 3;
        foreach (char c in name) letters &= char.IsAsciiLetter(c);
        if (!letters) throw Refuse(pointer, $"`{name}` is not a name of a property");
        string text = value.Trim();
        // Units show seconds, properties have microseconds: TimeoutStopSec is TimeoutStopUSec, as with runc.
        if (name.EndsWith("Sec", StringComparison.Ordinal) && name.Length > 3 && char.IsAsciiLetterLower(name[^4]))
        {
            string number = text[(text.LastIndexOf(' ') + 1)..];
            if (
                !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
                || seconds < 0
            )
                throw Refuse(pointer, $"`{value}` is not a number of seconds");
            return UnitProperty.UInt64(name[..^3] + "USec", (ulong)(seconds * 1_000_000));
        }
        if (text.StartsWith('['))
            return ParseArray(name, text, pointer);
        (string signature, Action<DBusBody> write) = ParseOne(text)
            ?? throw Refuse(pointer, $"`{value}` is not a value that can be read");
        return new UnitProperty(name, signature, write);
    }

    private static UnitProperty ParseArray(string name, string text, string pointer)
    {
        if (!text.EndsWith(']')) throw Refuse(pointer, $"`{text}` has no end");
        List<Action<DBusBody>> writers = [];
        string? type = null;
        foreach (string part in Elements(text[1..^1]))
        {
            // A type that is named with the first element is that of all.
            string element = type is null or "s" or "b" || part.Contains(' ') ? part : $"@{type} {part}";
            (string signature, Action<DBusBody> write) = ParseOne(element)
                ?? throw Refuse(pointer, $"`{part}` is not a value that can be read");
            type ??= signature;
            if (type != signature) throw Refuse(pointer, $"`{text}` has elements of different types");
            writers.Add(write);
        }
        if (type is null) throw Refuse(pointer, "an empty array has no type");
        return new UnitProperty(name, "a" + type, body => body.Array(type is "t" or "x" or "d" ? 8 : 4, array =>
        {
            foreach (Action<DBusBody> write in writers) write(array);
        }));
    }

    /// <summary>The parts between commas that are in no quotes.</summary>
    private static List<string> Elements(string text)
    {
        List<string> parts = [];
        char quote = '\0';
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (quote != '\0') quote = text[i] == quote ? '\0' : quote;
            else if (text[i] is '\'' or '"') quote = text[i];
            if (quote != '\0' || text[i] != ',') continue;
            parts.Add(text[start..i].Trim());
            start = i + 1;
        }
        if (text[start..].Trim().Length > 0) parts.Add(text[start..].Trim());
        return parts;
    }

    private static (string, Action<DBusBody>)? ParseOne(string text)
    {
        if (text is "true" or "false") return ("b", body => body.Boolean(text == "true"));
        if (text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0])
        {
            string inner = Unescape(text[1..^1]);
            return ("s", body => body.String(inner));
        }
        int space = text.IndexOf(' ');
        string type = space < 0 ? "i" : Type(text[..space]);
        return Number(type, text[(space + 1)..].Trim());
    }

    private static string Type(string word) => word switch
    {
        "int32" or "@i" => "i",
        "uint32" or "@u" => "u",
        "int64" or "@x" => "x",
        "uint64" or "@t" => "t",
        "double" or "@d" => "d",
        _ => "",
    };

    private static (string, Action<DBusBody>)? Number(string type, string text)
    {
        NumberFormatInfo format = NumberFormatInfo.InvariantInfo;
        if (type == "i" && text.Contains('.')) type = "d";
        switch (type)
        {
            case "i" when int.TryParse(text, NumberStyles.AllowLeadingSign, format, out int number):
                return ("i", body => body.UInt32(unchecked((uint)number)));
            case "u" when uint.TryParse(text, NumberStyles.None, format, out uint number):
                return ("u", body => body.UInt32(number));
            case "x" when long.TryParse(text, NumberStyles.AllowLeadingSign, format, out long number):
                return ("x", body => body.UInt64(unchecked((ulong)number)));
            case "t" when ulong.TryParse(text, NumberStyles.None, format, out ulong number):
                return ("t", body => body.UInt64(number));
            case "d" when double.TryParse(text, NumberStyles.Float, format, out double number):
                return ("d", body => body.UInt64(BitConverter.DoubleToUInt64Bits(number)));
            default:
                return null;
        }
    }

    private static string Unescape(string text)
    {
        System.Text.StringBuilder plain = new();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length) i++;
            plain.Append(text[i]);
        }
        return plain.ToString();
    }

    private static SpecException Refuse(string pointer, string message) => new([new SpecError(pointer, message)]);
}
