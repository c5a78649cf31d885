using System;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OciRuntime.Spec;

/// <summary>Reads the spec's documents.</summary>
internal static class SpecReader
{
    /// <summary>Reads a config.json.</summary>
    /// <exception cref="SpecException">Not JSON, or a member of the wrong type; with its place.</exception>
    public static Spec Parse(ReadOnlySpan<byte> json) => Parse(json, SpecJson.Default.Spec);

    /// <summary>Reads any of the documents.</summary>
    public static T Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new SpecException([new SpecError("", "the document is null")]);
        }
        catch (JsonException error)
        {
            string place = error.LineNumber is long line ? $"line {line + 1}, byte {error.BytePositionInLine + 1}" : "unknown place";
            throw new SpecException([new SpecError(Pointer(error.Path), $"not a valid document at {place}")]);
        }
    }

    /// <summary>System.Text.Json's <c>$.a.b[0]</c> as a JSON pointer.</summary>
    private static string Pointer(string? path) =>
        path is null or "$" ? "" : path[1..].Replace("[", "/").Replace("]", "").Replace('.', '/');
}
