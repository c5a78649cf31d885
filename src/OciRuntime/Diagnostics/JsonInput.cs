using System;
using System.Text.Json;

namespace OciRuntime.Diagnostics;

/// <summary>
/// A document that is read forward, member by member, by the methods that OciRuntime.Generators writes. It has no error
/// messages: whatever is not as expected ends in one of the exceptions that <see cref="TryRead"/> catches.
/// </summary>
internal ref struct JsonInput
{
    private Utf8JsonReader reader;

    // What the model knows is 7 deep; unknown members may be nested without end (config.md, Extensibility).
    private JsonInput(ReadOnlySpan<byte> json) =>
        reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });

    /// <summary>Reads a value from its first token, which is the current one.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    internal delegate T Value<T>(ref JsonInput json);

    /// <summary>Whether the current value is null.</summary>
    public readonly bool IsNull => reader.TokenType == JsonTokenType.Null;

    /// <summary>Reads a whole document.</summary>
    /// <param name="json">UTF-8 without a byte order mark.</param>
    /// <param name="document">What reads its value.</param>
    /// <returns>null if it is no JSON, or has a value of a type that the model does not expect there.</returns>
    public static T? TryRead<T>(ReadOnlySpan<byte> json, Value<T> document)
        where T : class
    {
        try
        {
            JsonInput input = new(json);
            input.reader.Read();
            T value = document(ref input);
            return input.reader.Read() ? null : value; // a second value: the reader has thrown by now
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Goes into the object that the current value is.</summary>
    public readonly void EnterObject()
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
    }

    /// <summary>Goes into the array that the current value is.</summary>
    public readonly void EnterArray()
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
    }

    /// <summary>Goes to the next member's name; false after the last one.</summary>
    public bool NextMember()
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Goes to the next element; false after the last one.</summary>
    public bool NextElement()
    {
        reader.Read();
        return reader.TokenType != JsonTokenType.EndArray;
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

    /// <summary>Passes over the current member, which the model does not know.</summary>
    public void Skip() => reader.Skip();

    /// <summary>A string, or null.</summary>
    public readonly string? String() => reader.GetString();

    /// <summary>A string.</summary>
    public readonly string StringNotNull() => reader.GetString() ?? throw new JsonException();

    /// <summary>true or false.</summary>
    public readonly bool Boolean() => reader.GetBoolean();

    /// <summary>A number.</summary>
    public readonly int Int32() => reader.GetInt32();

    /// <summary>A number.</summary>
    public readonly long Int64() => reader.GetInt64();

    /// <summary>A number.</summary>
    public readonly ushort UInt16() => reader.GetUInt16();

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
}
