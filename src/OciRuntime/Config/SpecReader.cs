using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OciRuntime.Config.Reading;

namespace OciRuntime.Config;

/// <summary>
/// Reads the spec's documents, UTF-8 without a byte order mark. What it returns has no null in an array or a map, so that
/// no room need look for one.
/// </summary>
internal static class SpecReader
{
    /// <summary>Reads a config.json.</summary>
    /// <exception cref="SpecException">Not JSON, or a member of the wrong type; with its place.</exception>
    public static Spec Parse(ReadOnlySpan<byte> json) => TryRead(json, ConfigReader.Spec) ?? ParseByMetadata(json, SpecJson.Default.Spec);

    /// <summary>Reads a process alone.</summary>
    /// <exception cref="SpecException">As above.</exception>
    public static Process ParseProcess(ReadOnlySpan<byte> json) => TryRead(json, ConfigReader.Process) ?? ParseByMetadata(json, SpecJson.Default.Process);

    /// <summary>Reads resources alone.</summary>
    /// <exception cref="SpecException">As above.</exception>
    public static LinuxResources ParseResources(ReadOnlySpan<byte> json) => TryRead(json, ConfigReader.LinuxResources) ?? ParseByMetadata(json, SpecJson.Default.LinuxResources);

    /// <summary>Reads without metadata; null where the document has anything unusual, which the other way then names.</summary>
    internal static T? TryRead<T>(ReadOnlySpan<byte> json, JsonInput.Element<T> document)
        where T : class
    {
        try
        {
            JsonInput input = new(json);
            input.Start();
            T value = document(ref input);
            input.End();
            return value;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads by the generated metadata: slower, but it knows where a mistake is.</summary>
    /// <exception cref="SpecException">As above.</exception>
    internal static T ParseByMetadata<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        T? document;
        try
        {
            document = JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException error)
        {
            throw new SpecException([JsonMistake.Describe(json, type, error)]);
        }
        if (document is null) throw new SpecException([new SpecError("", "the document is null")]);
        if (MayHoldNull(json)) RefuseNulls(json, type);
        return document;
    }

    /// <summary>Whether the word null stands where a value can; <c>"/dev/null"</c>, which every config has, does not count.</summary>
    private static bool MayHoldNull(ReadOnlySpan<byte> json)
    {
        for (int at; (at = json.IndexOf("null"u8)) >= 0; json = json[(at + 4)..])
        {
            ReadOnlySpan<byte> before = json[..at].TrimEnd(" \t\r\n"u8);
            if (before.Length > 0 && before[^1] is (byte)':' or (byte)'[' or (byte)',') return true;
        }
        return false;
    }

    private static void RefuseNulls(ReadOnlySpan<byte> json, JsonTypeInfo type)
    {
        List<SpecError> errors = [];
        JsonWalk walk = new(json, type);
        while (walk.Read())
        {
            // A member that is null is a member that is not there; an element or a map's entry is.
            if (walk.Token == JsonTokenType.Null && walk.IsElement) errors.Add(new SpecError(walk.Pointer, $"null where {JsonMistake.Expected(walk.Type)} belongs"));
        }
        if (errors.Count > 0) throw new SpecException(errors);
    }
}
