using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OciRuntime.Diagnostics;

namespace OciRuntime.Config;

/// <summary>
/// Reads the spec's documents, UTF-8 without a byte order mark. What it returns has no null in an array or a map, so
/// that nobody has to look for one.
/// </summary>
internal static class SpecReader
{
    /// <summary>Reads a config.json.</summary>
    /// <exception cref="SpecException">Not JSON, or a member of the wrong type; with its place.</exception>
    public static Spec Parse(ReadOnlySpan<byte> json) =>
        JsonInput.TryRead(json, ConfigReader.ReadSpec) ?? ParseByMetadata(json, SpecJson.Default.Spec);

    /// <summary>
    /// Reads a config.json; if it cannot be read, what <paramref name="validate"/> finds in the rest of it is told with
    /// what is of the wrong type.
    /// </summary>
    /// <exception cref="SpecException">As above.</exception>
    public static Spec Parse(byte[] json, Func<Spec, List<SpecError>> validate)
    {
        try
        {
            return Parse(json);
        }
        catch (SpecException error)
        {
            throw new SpecException(
                MistypedDocument.FindAll(json, SpecJson.Default.Spec, error, validate, loosen: AssumeNamespaces));
        }
    }

    /// <summary>Much needs a namespace: nothing is said of it if they cannot be read.</summary>
    private static void AssumeNamespaces(Spec spec, List<JsonGap> gaps)
    {
        const string Place = "/linux/namespaces";
        if (!gaps.Exists(gap => gap.Holds(Place) || gap.Pointer.StartsWith(Place + '/', StringComparison.Ordinal)))
            return;
        string[] types = ["pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time"];
        (spec.Linux ??= new Linux()).Namespaces =
            Array.ConvertAll(types, static type => new LinuxNamespace { Type = type });
    }

    /// <summary>Reads a process alone.</summary>
    /// <exception cref="SpecException">As above.</exception>
    public static Process ParseProcess(ReadOnlySpan<byte> json) =>
        JsonInput.TryRead(json, ConfigReader.ReadProcess) ?? ParseByMetadata(json, SpecJson.Default.Process);

    /// <summary>The same with what <paramref name="validate"/> finds; all have their place in a config.</summary>
    /// <exception cref="SpecException">As above.</exception>
    public static Process ParseProcess(byte[] json, Func<Process, List<SpecError>> validate)
    {
        try
        {
            return ParseProcess(json);
        }
        catch (SpecException error)
        {
            throw new SpecException(
                MistypedDocument.FindAll(json, SpecJson.Default.Process, error, validate, "/process"));
        }
    }

    /// <summary>Reads an array of mounts alone.</summary>
    /// <exception cref="SpecException">As above.</exception>
    public static Mount[] ParseMounts(ReadOnlySpan<byte> json) =>
        ParseByMetadata(json, SpecJson.Default.MountArray);

    /// <summary>Reads resources alone.</summary>
    /// <exception cref="SpecException">As above.</exception>
    public static LinuxResources ParseResources(ReadOnlySpan<byte> json) =>
        JsonInput.TryRead(json, ConfigReader.ReadLinuxResources)
            ?? ParseByMetadata(json, SpecJson.Default.LinuxResources);

    /// <summary>The same with what <paramref name="validate"/> finds; all have their place in a config.</summary>
    /// <exception cref="SpecException">As above.</exception>
    public static LinuxResources ParseResources(byte[] json, Func<LinuxResources, List<SpecError>> validate)
    {
        try
        {
            return ParseResources(json);
        }
        catch (SpecException error)
        {
            throw new SpecException(MistypedDocument.FindAll(
                json, SpecJson.Default.LinuxResources, error, validate, "/linux/resources"));
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
            throw new SpecException(JsonMistake.Find(json, type, error));
        }
        if (document is null)
            throw new SpecException([new SpecError("", "the document is null", Code: SpecErrorCodes.Type)]);
        // System.Text.Json takes null for any element or entry.
        List<SpecError> nulls = MayHoldNull(json) ? JsonMistake.Find(json, type, null) : [];
        if (nulls.Count > 0) throw new SpecException(nulls);
        return document;
    }

    /// <summary>Whether null is a value somewhere; <c>"/dev/null"</c>, which every config has, is none.</summary>
    private static bool MayHoldNull(ReadOnlySpan<byte> json)
    {
        for (int at; (at = json.IndexOf("null"u8)) >= 0; json = json[(at + 4)..])
        {
            ReadOnlySpan<byte> before = json[..at].TrimEnd(" \t\r\n"u8);
            if (before.Length > 0 && before[^1] is (byte)':' or (byte)'[' or (byte)',') return true;
        }
        return false;
    }
}
