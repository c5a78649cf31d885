using System;

namespace OciRuntime.Config;

/// <summary>A value of a document that does not fit the model, or a name that is no text.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="End">The byte after its last one.</param>
/// <param name="Pointer">Where it is: a JSON pointer, RFC 6901.</param>
/// <param name="Type">What the model expects; null for a name.</param>
/// <param name="MayBeNull">null would fit.</param>
internal readonly record struct JsonGap(int Start, int End, string Pointer, Type? Type, bool MayBeNull)
{
    /// <summary>Whether <paramref name="pointer"/> is this value's or lies in it.</summary>
    public bool Holds(string pointer) =>
        pointer.StartsWith(Pointer, StringComparison.Ordinal)
        && (pointer.Length == Pointer.Length || pointer[Pointer.Length] == '/');

    /// <summary>JSON that fits here: the least that there is, or something else.</summary>
    public string Substitute(bool least)
    {
        if (Type is null) return "\"?\"";
        if (least && MayBeNull) return "null";
        Type type = Nullable.GetUnderlyingType(Type) ?? Type;
        if (type == typeof(string)) return least ? "\"\"" : "\"?\"";
        if (type == typeof(bool)) return least ? "false" : "true";
        if (type == typeof(int)) return least ? "0" : "2147483647";
        if (type == typeof(uint)) return least ? "0" : "4294967295";
        if (type == typeof(long)) return least ? "0" : "9223372036854775807";
        if (type == typeof(ulong)) return least ? "0" : "18446744073709551615";
        if (type == typeof(ushort)) return least ? "0" : "65535";
        return type.IsArray ? "[]" : "{}";
    }
}
