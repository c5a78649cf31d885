using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OciRuntime.Config;

/// <summary>
/// Walks through a document beside its model, to tell where in it and of which type the current token is. Slow: only
/// for documents that are wrong or may be.
/// </summary>
internal ref struct JsonWalk
{
    private const int MaxParts = 64; // parts of a pointer; what the model knows is 7 deep, the rest helps nobody

    private readonly ReadOnlySpan<byte> json;
    private readonly List<Frame> frames = [];
    private readonly JsonTypeInfo root;
    private Utf8JsonReader reader;

    /// <summary>Starts before the first token.</summary>
    /// <param name="json">The document.</param>
    /// <param name="root">Its type.</param>
    public JsonWalk(ReadOnlySpan<byte> json, JsonTypeInfo root)
    {
        this.json = json;
        reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        this.root = root;
        Type = root.Type;
    }

    /// <summary>The current token.</summary>
    public readonly JsonTokenType Token => reader.TokenType;

    /// <summary>The current token's bytes.</summary>
    public readonly ReadOnlySpan<byte> Bytes => reader.ValueSpan;

    /// <summary>Where the current token starts, in bytes.</summary>
    public readonly int Start => (int)reader.TokenStartIndex;

    /// <summary>How many bytes were read.</summary>
    public readonly long Consumed => reader.BytesConsumed;

    /// <summary>How many objects and arrays are open.</summary>
    public readonly int Depth => frames.Count;

    /// <summary>The model's type of the current value; null for what the model does not know.</summary>
    public Type? Type { get; private set; }

    /// <summary>Whether the current value is an array's element or a map's entry, of the model.</summary>
    public bool IsElement { get; private set; }

    /// <summary>
    /// The pointer of the current value, RFC 6901; of what is very deep, the pointer of what it lies in.
    /// </summary>
    public readonly string Pointer
    {
        get
        {
            StringBuilder pointer = new();
            for (int i = 0; i < frames.Count && i < MaxParts && frames[i].Index >= 0; i++)
                pointer.Append('/').Append(Part(frames[i]));
            return pointer.ToString();
        }
    }

    /// <summary>Whether the current token can be a value of <see cref="Type"/>, or a name.</summary>
    public readonly bool Fits
    {
        get
        {
            if (Token is JsonTokenType.EndObject or JsonTokenType.EndArray || Type is null) return true;
            if (Token == JsonTokenType.PropertyName) return !IsElement || IsText(reader);
            bool canBeNull = !Type.IsValueType || Nullable.GetUnderlyingType(Type) is not null;
            if (Token == JsonTokenType.Null) return !IsElement && canBeNull;
            Type type = Nullable.GetUnderlyingType(Type) ?? Type;
            if (type == typeof(string)) return Token == JsonTokenType.String && IsText(reader);
            if (type == typeof(bool)) return Token is JsonTokenType.True or JsonTokenType.False;
            if (type.IsPrimitive) return Token == JsonTokenType.Number && IsInRange(type);
            return Token == (type.IsArray ? JsonTokenType.StartArray : JsonTokenType.StartObject);
        }
    }

    /// <summary>The current value, which does not fit; an object or an array goes on until <see cref="End"/>.</summary>
    public readonly JsonGap ToGap()
    {
        bool name = Token == JsonTokenType.PropertyName;
        bool open = Token is JsonTokenType.StartObject or JsonTokenType.StartArray;
        bool mayBeNull = !name && !IsElement && (!Type!.IsValueType || Nullable.GetUnderlyingType(Type) is not null);
        // The reader passes over the colon with the name; two bytes are its quotes.
        int end = open ? -Depth : name ? Start + Bytes.Length + 2 : (int)Consumed;
        return new JsonGap(Start, end, Pointer, name ? null : Type, mayBeNull);
    }

    /// <summary><paramref name="gap"/> with its end, if the current token ends it.</summary>
    public readonly JsonGap End(in JsonGap gap)
    {
        // Below zero it says how many objects and arrays were open when it began, itself among them.
        bool ends = Token is JsonTokenType.EndObject or JsonTokenType.EndArray && Depth == -gap.End - 1;
        return ends ? gap with { End = (int)Consumed } : gap;
    }

    /// <summary>
    /// If the current token is a name that the model does not know in an object that it knows, the names that it knows.
    /// </summary>
    public readonly IEnumerable<string>? KnownNames()
    {
        bool unknown = !IsElement && Type is null;
        if (!unknown || frames[^1].Type is not { Kind: JsonTypeInfoKind.Object } type) return null;
        List<string> names = [];
        foreach (JsonPropertyInfo property in type.Properties) names.Add(property.Name);
        return names;
    }

    /// <summary>Goes to the next token; false at the end.</summary>
    /// <exception cref="JsonException">The document is not JSON.</exception>
    public bool Read()
    {
        if (!reader.Read()) return false;
        switch (Token)
        {
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                Type = frames[^1].Type?.Type;
                IsElement = false;
                frames.RemoveAt(frames.Count - 1);
                break;
            case JsonTokenType.PropertyName:
                Advance();
                break;
            default:
                if (frames.Count > 0 && frames[^1].IsArray) Advance();
                if (Token is JsonTokenType.StartObject or JsonTokenType.StartArray) Enter();
                break;
        }
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

    private readonly bool IsInRange(Type type) =>
        type == typeof(int) ? reader.TryGetInt32(out _)
        : type == typeof(uint) ? reader.TryGetUInt32(out _)
        : type == typeof(long) ? reader.TryGetInt64(out _)
        : type == typeof(ulong) ? reader.TryGetUInt64(out _)
        : reader.TryGetUInt16(out _);

    private readonly void Enter()
    {
        bool array = Token == JsonTokenType.StartArray;
        JsonTypeInfo? type = Type is null ? null : Type == root.Type ? root : root.Options.GetTypeInfo(Type);
        bool fits = type is not null && type.Kind != JsonTypeInfoKind.None
            && (type.Kind == JsonTypeInfoKind.Enumerable) == array;
        frames.Add(new Frame(fits ? type : null, array, -1, 0));
    }

    /// <summary>The current token is an element or a name of the innermost array or object.</summary>
    private void Advance()
    {
        ref Frame frame = ref CollectionsMarshal.AsSpan(frames)[^1];
        frame = frame with { Index = frame.Index + 1, Start = Start };
        IsElement = frame.Type?.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary;
        Type = IsElement ? frame.Type!.ElementType : Member(frame.Type);
    }

    private readonly Type? Member(JsonTypeInfo? type)
    {
        if (type is null) return null;
        string name = TextOf(reader);
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (property.Name == name) return property.PropertyType;
        }
        return null;
    }

    private readonly string Part(in Frame frame)
    {
        if (frame.IsArray) return frame.Index.ToString(CultureInfo.InvariantCulture);
        Utf8JsonReader name = new(json[frame.Start..]);
        name.Read();
        return TextOf(name).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
    }

    /// <summary>An object or an array that is open.</summary>
    /// <param name="Type">The model's type; null for what the model does not know.</param>
    /// <param name="IsArray">It is an array.</param>
    /// <param name="Index">How many elements or members came before the current one; -1 before the first.</param>
    /// <param name="Start">Where the current element or name starts, in bytes.</param>
    private readonly record struct Frame(JsonTypeInfo? Type, bool IsArray, int Index, int Start);
}
