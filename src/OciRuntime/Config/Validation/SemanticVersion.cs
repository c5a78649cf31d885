using System;
using System.Globalization;

namespace OciRuntime.Config;

/// <summary>SemVer 2.0.0: three numbers, then a pre-release after a hyphen, then a build after a plus.</summary>
internal static class SemanticVersion
{
    /// <summary>Reads the major number; false where <paramref name="version"/> is not one.</summary>
    public static bool TryParse(ReadOnlySpan<char> version, out ulong major)
    {
        major = 0;
        int plus = version.IndexOf('+');
        if (plus >= 0 && !AreIdentifiers(version[(plus + 1)..], numbers: false)) return false;
        ReadOnlySpan<char> rest = plus >= 0 ? version[..plus] : version;
        int hyphen = rest.IndexOf('-');
        if (hyphen >= 0 && !AreIdentifiers(rest[(hyphen + 1)..], numbers: true)) return false;
        ReadOnlySpan<char> core = hyphen >= 0 ? rest[..hyphen] : rest;
        int first = core.IndexOf('.'), last = core.LastIndexOf('.');
        return first < last
            && IsNumber(core[..first], out major)
            && IsNumber(core[(first + 1)..last], out _)
            && IsNumber(core[(last + 1)..], out _);
    }

    private static bool IsNumber(ReadOnlySpan<char> text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && !HasLeadingZero(text);

    private static bool HasLeadingZero(ReadOnlySpan<char> text) => text is ['0', _, ..];

    /// <summary>Identifiers between dots, none empty; as <paramref name="numbers"/> without leading zeros.</summary>
    private static bool AreIdentifiers(ReadOnlySpan<char> text, bool numbers)
    {
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> one = text[range];
            bool digits = !one.ContainsAnyExceptInRange('0', '9');
            if (one.IsEmpty || (numbers && digits && HasLeadingZero(one))) return false;
            foreach (char c in one)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
            }
        }
        return true;
    }
}
