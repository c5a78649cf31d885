using System;
using System.Collections.Generic;
using System.Text.Json;
using OciRuntime.Diagnostics;

namespace OciRuntime.Config;

/// <summary>
/// The members of a config that the spec does not name. They must be ignored (config.md, Extensibility), and are often
/// misspelt.
/// </summary>
internal static class UnknownMembers
{
    private const int Most = 100; // that are told

    // The spec's members for other platforms, which the model leaves out.
    private static readonly string[] Elsewhere =
    [
        "/windows", "/solaris", "/vm", "/zos", "/freebsd", "/process/commandLine", "/process/user/username",
    ];

    /// <summary>Each with its place and what was meant; <paramref name="json"/> is a config that can be read.</summary>
    public static List<SpecError> Find(ReadOnlySpan<byte> json)
    {
        List<SpecError> found = [];
        JsonWalk walk = new(json, SpecJson.Default.Spec);
        while (found.Count < Most && walk.Read())
        {
            if (walk.Token != JsonTokenType.PropertyName || walk.KnownNames() is not { } known) continue;
            string pointer = walk.Pointer;
            if (Array.IndexOf(Elsewhere, pointer) >= 0) continue;
            string name = pointer[(pointer.LastIndexOf('/') + 1)..];
            string? meant = Spelling.Closest(name, known);
            found.Add(new SpecError(
                pointer, "is not in the spec" + (meant is null ? "" : $"; did you mean `{meant}`?")));
        }
        return found;
    }
}
