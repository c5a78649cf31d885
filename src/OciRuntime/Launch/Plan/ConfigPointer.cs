using System;

namespace OciRuntime.Launch.Plan;

/// <summary>A place in config.json, kept in parts so that naming it costs nothing until an error prints it.</summary>
/// <param name="Section">The member's JSON pointer: <c>/mounts</c>, <c>/linux/maskedPaths</c>; null or empty if no
/// member is the cause.</param>
/// <param name="Index">The array index, or -1.</param>
/// <param name="Member">A member below the index, or null; may hold any character, as a sysctl's name does.</param>
internal readonly record struct ConfigPointer(string? Section, int Index = -1, string? Member = null)
{
    /// <summary>The JSON pointer, RFC 6901: <c>/mounts/3/source</c>; empty if no member is the cause.</summary>
    public override string ToString()
    {
        if (string.IsNullOrEmpty(Section)) return "";
        string pointer = Section;
        if (Index >= 0) pointer += $"/{Index}";
        return Member is null ? pointer : pointer + "/" + Escape(Member);
    }

    /// <summary>One reference token, RFC 6901, section 3.</summary>
    private static string Escape(string token) =>
        token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
