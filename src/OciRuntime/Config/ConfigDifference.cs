using System.Collections.Generic;
using System.Text.Json;

namespace OciRuntime.Config;

/// <summary>A value that two configs do not share.</summary>
/// <param name="Pointer">Where: a JSON pointer, RFC 6901.</param>
/// <param name="Before">The first config's, as JSON; null if it has none.</param>
/// <param name="After">The second config's.</param>
internal sealed record ConfigDifference(string Pointer, string? Before, string? After)
{
    /// <summary>All of them, in the order of the first config, then of the second.</summary>
    public static List<ConfigDifference> FindAll(byte[] before, byte[] after)
    {
        Dictionary<string, string> one = Flatten(before), other = Flatten(after);
        List<ConfigDifference> all = [];
        foreach ((string pointer, string value) in one)
        {
            string? now = other.GetValueOrDefault(pointer);
            if (now != value) all.Add(new ConfigDifference(pointer, value, now));
        }
        foreach ((string pointer, string value) in other)
        {
            if (!one.ContainsKey(pointer)) all.Add(new ConfigDifference(pointer, null, value));
        }
        return all;
    }

    /// <summary>Every value that has none below it, by its place.</summary>
    private static Dictionary<string, string> Flatten(byte[] json)
    {
        Dictionary<string, string> values = [];
        using JsonDocument document = JsonDocument.Parse(json);
        Add(document.RootElement, "", values);
        return values;
    }

    private static void Add(JsonElement element, string pointer, Dictionary<string, string> values)
    {
        int count = 0;
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in element.EnumerateObject())
            {
                count++;
                Add(member.Value, $"{pointer}/{SpecValidator.Escape(member.Name)}", values);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement entry in element.EnumerateArray()) Add(entry, $"{pointer}/{count++}", values);
        }
        // An object and an array that are empty are values of their own.
        if (count == 0) values[pointer] = element.GetRawText();
    }
}
