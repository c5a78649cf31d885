using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OciRuntime.Config;

/// <summary>Tells what is wrong with a document that cannot be read, and where.</summary>
internal static class JsonMistake
{
    private const int MaxQuoted = 40; // of the document's own text in a message, in bytes
    private const int MaxErrors = 100; // that are told; a document with more is something else than what it should be

    /// <summary>
    /// All values that do not fit the model, in their order, and at last where the document ends to be JSON. What
    /// <paramref name="error"/> is about is told alone if nothing of that kind is found.
    /// </summary>
    /// <param name="json">The document.</param>
    /// <param name="type">Its model.</param>
    /// <param name="error">What System.Text.Json threw; null if it read the document.</param>
    /// <param name="gaps">Where the values are that do not fit, in the order of the errors; or null.</param>
    /// <returns>No error only if there was none to begin with.</returns>
    public static List<SpecError> Find(
        ReadOnlySpan<byte> json, JsonTypeInfo type, JsonException? error, List<JsonGap>? gaps = null)
    {
        if (json.TrimStart(" \t\r\n"u8).IsEmpty)
            return [new SpecError("", "the document is empty", Code: SpecErrorCodes.Syntax)];
        if (json.StartsWith("\uFEFF"u8))
        {
            return
            [
                new SpecError(
                    "", "the document begins with a byte order mark", "save it as UTF-8 without one",
                    SpecErrorCodes.Syntax),
            ];
        }
        List<SpecError> errors = [];
        JsonWalk walk = new(json, type);
        try
        {
            while (errors.Count < MaxErrors && walk.Read())
            {
                if (gaps is { Count: > 0 }) gaps[^1] = walk.End(gaps[^1]);
                if (walk.Fits) continue;
                errors.Add(Mismatch(walk, json));
                gaps?.Add(walk.ToGap());
            }
        }
        catch (JsonException syntax)
        {
            errors.Add(Syntax(json, walk, syntax));
        }
        if (errors.Count == 0 && error is not null)
            errors.Add(new SpecError(error.Path ?? "", "cannot be read", Code: SpecErrorCodes.Type));
        return errors;
    }

    /// <summary>What a value of <paramref name="type"/> looks like.</summary>
    /// <param name="type">The type.</param>
    /// <param name="range">Say between which numbers it lies, even if those are the largest that there are.</param>
    public static string Expected(Type? type, bool range = true)
    {
        if (type is null) return "another value";
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return "a string";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(int)) return "a whole number from -2147483648 to 2147483647";
        if (type == typeof(uint)) return "a whole number from 0 to 4294967295";
        if (type == typeof(long)) return "a whole number" + (range ? $" from {long.MinValue} to {long.MaxValue}" : "");
        if (type == typeof(ulong)) return "a whole number from 0" + (range ? $" to {ulong.MaxValue}" : " on");
        if (type == typeof(ushort)) return "a whole number from 0 to 65535";
        return type.IsArray ? "an array" : "an object";
    }

    private static SpecError Mismatch(in JsonWalk walk, ReadOnlySpan<byte> json)
    {
        string place = Place(json, walk.Start);
        // The bytes are between quotes, but are no text: overlong, cut short, or half of a surrogate pair.
        bool text = walk.Type == typeof(string) || walk.Token == JsonTokenType.PropertyName;
        if (text && walk.Token is JsonTokenType.String or JsonTokenType.PropertyName)
        {
            return new SpecError(walk.Pointer, $"is not valid Unicode text, at {place}", Code: SpecErrorCodes.Type);
        }
        string found = walk.Token switch
        {
            JsonTokenType.String => "a string",
            JsonTokenType.StartObject or JsonTokenType.EndObject => "an object",
            JsonTokenType.StartArray or JsonTokenType.EndArray => "an array",
            _ => $"`{Encoding.UTF8.GetString(walk.Bytes[..Math.Min(walk.Bytes.Length, MaxQuoted)])}`",
        };
        string expected = Expected(walk.Type, range: walk.Token == JsonTokenType.Number);
        return new SpecError(walk.Pointer, $"{found} where {expected} belongs, at {place}", Code: SpecErrorCodes.Type);
    }

    private static SpecError Syntax(ReadOnlySpan<byte> json, in JsonWalk walk, JsonException syntax)
    {
        int offset = Offset(json, syntax.LineNumber ?? 0, syntax.BytePositionInLine ?? 0);
        string place = Place(json, offset);
        // The reader looks past a comma for what it separates, and names the comma if nothing comes.
        bool ended = offset >= json.Length
            || (walk.Depth > 0 && json[offset] == ',' && json[(offset + 1)..].TrimStart(" \t\r\n"u8).IsEmpty);
        if (ended)
        {
            return new SpecError(
                walk.Pointer, $"the JSON ends before it is complete, at {place}", Code: SpecErrorCodes.Syntax);
        }
        byte found = json[offset];
        bool afterComma = json[..offset].TrimEnd(" \t\r\n"u8) is [.., (byte)','];
        string? hint = found switch
        {
            (byte)'/' => "JSON has no comments",
            (byte)'}' or (byte)']' when afterComma => "JSON has no comma after the last one",
            _ => null,
        };
        string shown = found is > 0x20 and < 0x7F ? $"`{(char)found}`" : $"byte 0x{found:x2}";
        return new SpecError(
            walk.Pointer, $"is not JSON: unexpected {shown} at {place}", hint, SpecErrorCodes.Syntax);
    }

    private static int Offset(ReadOnlySpan<byte> json, long line, long position)
    {
        int start = 0;
        for (; line > 0; line--)
        {
            int end = json[start..].IndexOf((byte)'\n');
            if (end < 0) break;
            start += end + 1;
        }
        return (int)Math.Min(start + position, json.Length);
    }

    private static string Place(ReadOnlySpan<byte> json, int offset)
    {
        int line = json[..offset].Count((byte)'\n') + 1;
        int start = json[..offset].LastIndexOf((byte)'\n') + 1;
        return $"line {line}, byte {offset - start + 1}";
    }
}
