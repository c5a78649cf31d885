using System;
using System.Globalization;

using OciRuntime.Native;
namespace OciRuntime.Launch.Parent;

/// <summary>What the caller had this process ignore, as nohup(1) and a shell's <c>&amp;</c> do: it would be ignored in the container, too.</summary>
internal static class IgnoredSignals
{
    /// <summary>Bit N-1 for signal N, of the first 31: the field sigignore of /proc/PID/stat, proc(5).</summary>
    public static ulong Read()
    {
        const int SigIgnore = 33;
        string stat = ProcFile.ReadRecord("self/stat");
        // The command may hold spaces and parentheses; the last ')' ends it, and field 3 follows.
        ReadOnlySpan<char> rest = stat.AsSpan(stat.LastIndexOf(')') + 2);
        for (int field = 3; field < SigIgnore; field++) rest = rest[(rest.IndexOf(' ') + 1)..];
        return ulong.Parse(rest[..rest.IndexOf(' ')], CultureInfo.InvariantCulture);
    }
}
