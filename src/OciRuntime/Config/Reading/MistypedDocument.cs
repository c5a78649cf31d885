using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace OciRuntime.Config;

/// <summary>
/// Finds what else is wrong with a document in which values have the wrong type, so that these do not hide the rest.
/// </summary>
internal static class MistypedDocument
{
    /// <summary>
    /// The mistakes of type, and those that <paramref name="validate"/> finds whatever would be right in the places of
    /// these: with two documents that have different values there.
    /// </summary>
    /// <param name="json">The document, which cannot be read.</param>
    /// <param name="type">Its model.</param>
    /// <param name="error">Why it could not be read.</param>
    /// <param name="validate">Finds the mistakes in what was read.</param>
    /// <param name="at">The document's own pointer in a config, which <paramref name="validate"/> writes.</param>
    /// <param name="loosen">
    /// Changes the second document so that as little as can be follows from what is missing; or null.
    /// </param>
    public static List<SpecError> FindAll<T>(
        byte[] json,
        JsonTypeInfo<T> type,
        SpecException error,
        Func<T, List<SpecError>> validate,
        string at = "",
        Action<T, List<JsonGap>>? loosen = null)
        where T : class
    {
        List<JsonGap> gaps = [];
        List<SpecError> errors = JsonMistake.Find(json, type, null, gaps);
        // Not JSON at all, or more than is told.
        errors = errors.ConvertAll(found => found with { Pointer = at + found.Pointer });
        if (gaps.Count == 0 || gaps.Count != errors.Count || gaps[0].Pointer.Length == 0) return errors;
        gaps = gaps.ConvertAll(gap => gap with { Pointer = at + gap.Pointer });
        if (Read(json, gaps, least: true, type) is not { } least) return errors;
        if (Read(json, gaps, least: false, type) is not { } other) return errors;
        loosen?.Invoke(other, gaps);
        List<SpecError> others = validate(other);
        foreach (SpecError found in validate(least))
        {
            bool follows = !others.Contains(found) || gaps.Exists(gap => gap.Holds(found.Pointer));
            if (!follows) errors.Add(found);
        }
        return errors;
    }

    private static T? Read<T>(ReadOnlySpan<byte> json, List<JsonGap> gaps, bool least, JsonTypeInfo<T> type)
        where T : class
    {
        using MemoryStream repaired = new(json.Length);
        int from = 0;
        foreach (JsonGap gap in gaps)
        {
            repaired.Write(json[from..gap.Start]);
            repaired.Write(Encoding.UTF8.GetBytes(gap.Substitute(least)));
            from = gap.End;
        }
        repaired.Write(json[from..]);
        try
        {
            return SpecReader.ParseByMetadata(repaired.ToArray(), type);
        }
        catch (SpecException)
        {
            return null;
        }
    }
}
