using OciRuntime.Diagnostics;

namespace OciRuntime.Config;

/// <summary>What was meant by an option of a mount that does not exist.</summary>
internal static class MountOptionSpelling
{
    /// <summary>The known option that <paramref name="option"/> looks like, or null.</summary>
    public static string? Guess(string option)
    {
        // What Docker's and Podman's own command lines call them.
        if (option is "readonly" or "read-only" or "read_only") return "ro";
        if (option is "readwrite" or "read-write" or "writable") return "rw";
        if (option is "no-dereference") return "copy-symlink";
        return Spelling.Closest(option, MountOptionParser.Known);
    }
}
