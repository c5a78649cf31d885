using System;
using System.Text;
using OciRuntime.Native;

namespace OciRuntime.Checkpoint;

/// <summary>criu's log: lines as <c>(00.208850) Error (criu/files-reg.c:1790): text</c>.</summary>
internal static class CriuLog
{
    /// <summary>
    /// The first error in the log <paramref name="name"/> in <paramref name="directory"/>; empty where there is none.
    /// </summary>
    public static string FirstError(int directory, string name)
    {
        try
        {
            return FirstError(Encoding.UTF8.GetString(FileBytes.ReadAll(directory, name)));
        }
        catch (LinuxException)
        {
            // criu ended before it had a log.
            return "";
        }
    }

    /// <summary>
    /// The first line of <paramref name="log"/> that is an error, without its time; else all of it, on one line.
    /// </summary>
    public static string FirstError(string log)
    {
        const string Mark = "Error (";
        foreach (string line in log.Split('\n'))
        {
            int at = line.IndexOf(Mark, StringComparison.Ordinal);
            if (at >= 0 && !IsHarmless(line)) return line[(at + "Error ".Length)..].Trim();
        }
        return log.Contains(Mark, StringComparison.Ordinal) ? "" : log.Trim().ReplaceLineEndings("; ");
    }

    /// <summary>
    /// criu goes on without the limit on descriptors that it would like to raise, and without the tun device that the
    /// cgroup denies it.
    /// </summary>
    private static bool IsHarmless(string line) =>
        line.Contains("): rlimit: ", StringComparison.Ordinal) || line.Contains("): tun: ", StringComparison.Ordinal);
}
