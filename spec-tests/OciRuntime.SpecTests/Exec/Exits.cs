using System.IO;

namespace OciRuntime.SpecTests.Exec;

/// <summary>Whether processes have ended.</summary>
internal static class Exits
{
    /// <summary>Whether the process runs, or is a zombie.</summary>
    public static bool IsThere(int pid) => Directory.Exists($"/proc/{pid}");
}
