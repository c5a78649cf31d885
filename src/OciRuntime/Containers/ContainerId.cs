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
        if (!IsValid(id))
            throw new OcirunException(
                $"invalid container ID format: {(id.Length == 0 ? "empty" : id)}",
                FailureCodes.Usage
            );
    }

    /// <summary>Whether a container may have it.</summary>
    public static bool IsValid(string id)
    {
        bool good = id.Length is > 0 and <= MaxLength && id is not ("." or "..");
        foreach (char c in id)
            good &= char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '-' or '.';
        return good;
    }
}
