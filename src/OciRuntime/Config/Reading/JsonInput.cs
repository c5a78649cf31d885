using System;
using System.Collections.Generic;
using System.Text.Json;

namespace OciRuntime.Config.Reading;

/// <summary>
/// A document that is read forward, member by member, into the types of the model. Whatever is not as expected ends in
/// one of the reader's exceptions: who asked then reads the document again through <see cref="SpecReader"/>'s metadata,
/// which says where and what.
/// </summary>
internal ref struct JsonInput
{
    private Utf8JsonReader reader;

    /// <summary>Starts before the first token of <paramref name="json"/>, UTF-8 without a byte order mark.</summary>
    public JsonInput(ReadOnlySpan<byte> json) => reader = new Utf8JsonReader(json);

    /// <summary>Reads one value: the text of one member, or one element.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    internal delegate T Element<out T>(ref JsonInput json);

    /// <summary>Goes to the document's value.</summary>
    public void Start() => reader.Read();

    /// <summary>Goes behind the document's value.</summary>
    public void End()
    {
        if (reader.Read()) throw new JsonException(); // more than one value: the reader throws this itself
    }

    /// <summary>The current value is an object: goes into it.</summary>
    public readonly void Object()
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
    }

    /// <summary>A value, or null, which is a member that is not there.</summary>
    public T? Optional<T>(Element<T> value)
        where T : class => IsNull ? null : value(ref this);

    /// <summary>Goes to the next member's name; false behind the last one.</summary>
    public bool Member()
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Whether the current member has this name; if so, goes to its value.</summary>
    public bool Is(ReadOnlySpan<byte> name)
    {
        if (!reader.ValueTextEquals(name)) return false;
        reader.Read();
        return true;
    }

    /// <summary>The current member's name; goes to its value.</summary>
    public string Name()
    {
        string name = reader.GetString()!;
        reader.Read();
        return name;
    }

    /// <summary>Passes over the current member, which the model does not know (config.md, Extensibility).</summary>
    public void Skip() => reader.Skip();

    /// <summary>A text, or null.</summary>
    public readonly string? Text() => reader.GetString();

    /// <summary>true or false.</summary>
    public readonly bool Boolean() => reader.GetBoolean();

    /// <summary>A number.</summary>
    public readonly int Int32() => reader.GetInt32();

    /// <summary>A number.</summary>
    public readonly long Int64() => reader.GetInt64();

    /// <summary>A number.</summary>
    public readonly uint UInt32() => reader.GetUInt32();

    /// <summary>A number.</summary>
    public readonly ulong UInt64() => reader.GetUInt64();

    /// <summary>true, false or null.</summary>
    public readonly bool? OptionalBoolean() => IsNull ? null : reader.GetBoolean();

    /// <summary>A number or null.</summary>
    public readonly int? OptionalInt32() => IsNull ? null : reader.GetInt32();

    /// <summary>A number or null.</summary>
    public readonly long? OptionalInt64() => IsNull ? null : reader.GetInt64();

    /// <summary>A number or null.</summary>
    public readonly ushort? OptionalUInt16() => IsNull ? null : reader.GetUInt16();

    /// <summary>A number or null.</summary>
    public readonly uint? OptionalUInt32() => IsNull ? null : reader.GetUInt32();

    /// <summary>A number or null.</summary>
    public readonly ulong? OptionalUInt64() => IsNull ? null : reader.GetUInt64();

    /// <summary>An array, or null; none of its elements is null.</summary>
    public T[]? Array<T>(Element<T> element)
    {
        if (IsNull) return null;
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
        T[] values = [];
        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (IsNull) throw new JsonException();
            if (count == values.Length) System.Array.Resize(ref values, count == 0 ? 4 : 2 * count);
            values[count++] = element(ref this);
        }
        if (count < values.Length) System.Array.Resize(ref values, count);
        return values;
    }

    /// <summary>An array of texts, or null.</summary>
    public string[]? Texts() => Array(static (ref JsonInput json) => json.reader.GetString()!);

    /// <summary>An array of numbers, or null.</summary>
    public uint[]? Numbers() => Array(static (ref JsonInput json) => json.reader.GetUInt32());

    /// <summary>A map, or null; none of its values is null.</summary>
    public Dictionary<string, T>? Map<T>(Element<T> element)
    {
        if (IsNull) return null;
        Object();
        Dictionary<string, T> values = [];
        while (Member())
        {
            string name = Name();
            if (IsNull) throw new JsonException();
            values[name] = element(ref this);
        }
        return values;
    }

    /// <summary>A map of texts, or null.</summary>
    public Dictionary<string, string>? TextMap() => Map(static (ref JsonInput json) => json.reader.GetString()!);

    private readonly bool IsNull => reader.TokenType == JsonTokenType.Null;
}
