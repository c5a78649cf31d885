using OciRuntime.Native;
namespace OciRuntime.Containers;

/// <summary>Which ids a container may have: what runc takes, so that every engine's ids fit.</summary>
internal static class ContainerId
{
    private const int MaxLength = 255; // NAME_MAX: the id names a directory

    /// <summary>
    /// Throws unless <paramref name="id"/> is letters, digits, and <c>_ + - .</c>, and no directory's special name.
    /// </summary>
    public static void Check(string id)
    {
        if (IsValid(id)) return;
        throw new OcirunException($"invalid container ID format: {(id.Length == 0 ? "empty" : id)}", FailureCodes.Usage)
        {
            Hint = FindFault(id),
        };
    }

    /// <summary>Whether a container may have it.</summary>
    public static bool IsValid(string id) => id.Length > 0 && FindFault(id) is null;

    /// <summary>What a container's id may not be or have; null if that is nothing.</summary>
    private static string? FindFault(string id)
    {
        if (id.Length > MaxLength) return $"it is longer than {MaxLength} characters";
        if (id is "." or "..") return "it is a name of a directory";
        foreach (char c in id)
        {
            bool good = char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '-' or '.';
            if (!good) return $"`{c}` is none of letters, digits and `_+-.`";
        }
        return null;
    }
}
