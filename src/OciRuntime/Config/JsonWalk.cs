using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OciRuntime.Config;

/// <summary>
/// Walks through a document beside its model, to say where in it and of which type the current token is. Slow: only for
/// documents that are wrong or may be.
/// </summary>
internal ref struct JsonWalk
{
    private Utf8JsonReader _reader;
    private readonly Stack<Frame> _frames;
    private readonly JsonTypeInfo _root;

    /// <summary>Starts before the first token of <paramref name="json"/>, a document of type <paramref name="root"/>.</summary>
    public JsonWalk(ReadOnlySpan<byte> json, JsonTypeInfo root)
    {
        _reader = new Utf8JsonReader(json);
        _frames = [];
        _root = root;
        Pointer = "";
        Type = root.Type;
    }

    /// <summary>The current token.</summary>
    public readonly JsonTokenType Token => _reader.TokenType;

    /// <summary>The current token's bytes.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _reader.ValueSpan;

    /// <summary>Where the current token starts, in bytes.</summary>
    public readonly int Start => (int)_reader.TokenStartIndex;

    /// <summary>How many bytes were read.</summary>
    public readonly long Consumed => _reader.BytesConsumed;

    /// <summary>How many objects and arrays are open.</summary>
    public readonly int Depth => _frames.Count;

    /// <summary>The pointer of the current value, RFC 6901.</summary>
    public string Pointer { get; private set; }

    /// <summary>The model's type of the current value; null for what the model does not know.</summary>
    public Type? Type { get; private set; }

    /// <summary>Whether the current value is an array's element or a map's entry, of the model.</summary>
    public bool IsElement { get; private set; }

    /// <summary>Goes to the next token; false at the end.</summary>
    /// <exception cref="JsonException">The document is not JSON.</exception>
    public bool Read()
    {
        bool more = _reader.Read();
        if (!more) return false;
        if (Token is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            Leave();
            return true;
        }
        if (Token == JsonTokenType.PropertyName)
        {
            Name(TextOf(_reader));
            return true;
        }
        if (_frames.TryPeek(out Frame? frame) && frame.IsArray) Place(frame, (frame.Count++).ToString(CultureInfo.InvariantCulture));
        if (Token is JsonTokenType.StartObject or JsonTokenType.StartArray) Enter();
        return true;
    }

    /// <summary>A string token's text; with U+FFFD for bytes that are not UTF-8.</summary>
    private static string TextOf(in Utf8JsonReader reader) =>
        reader.ValueIsEscaped && IsText(reader) ? reader.GetString() ?? "" : Encoding.UTF8.GetString(reader.ValueSpan);

    private static bool IsText(in Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private void Enter()
    {
        bool array = Token == JsonTokenType.StartArray;
        JsonTypeInfo? type = Type is null ? null : Type == _root.Type ? _root : _root.Options.GetTypeInfo(Type);
        bool fits = type is not null && (type.Kind == JsonTypeInfoKind.Enumerable) == array && type.Kind != JsonTypeInfoKind.None;
        _frames.Push(new Frame(Pointer, fits ? type : null, array));
    }

    private void Leave()
    {
        Frame frame = _frames.Pop();
        Pointer = frame.Pointer;
        Type = frame.Type?.Type;
        IsElement = false;
    }

    private void Name(string name)
    {
        if (_frames.TryPeek(out Frame? frame)) Place(frame, name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal), name);
    }

    private void Place(Frame frame, string token, string? name = null)
    {
        Pointer = frame.Pointer + "/" + token;
        IsElement = frame.Type?.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary;
        Type = IsElement ? frame.Type!.ElementType : Member(frame.Type, name);
    }

    private static Type? Member(JsonTypeInfo? type, string? name)
    {
        foreach (JsonPropertyInfo property in type?.Properties ?? [])
        {
            if (property.Name == name) return property.PropertyType;
        }
        return null;
    }

    private sealed class Frame(string pointer, JsonTypeInfo? type, bool isArray)
    {
        public string Pointer => pointer;

        public JsonTypeInfo? Type => type;

        public bool IsArray => isArray;

        public int Count { get; set; }
    }
}
