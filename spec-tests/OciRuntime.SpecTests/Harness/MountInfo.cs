using System;
using System.Linq;

namespace OciRuntime.SpecTests.Harness;

/// <summary>A line of /proc/self/mountinfo, proc(5), as a container printed it.</summary>
internal sealed record MountInfo(
    string Target,
    string Root,
    string[] Options,
    string Optional,
    string Type,
    string Source,
    string[] SuperOptions
)
{
    public static MountInfo[] ParseAll(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToArray();

    /// <summary>The topmost mount at <paramref name="target"/>.</summary>
    public static MountInfo Find(string text, string target) =>
        ParseAll(text).LastOrDefault(mount => mount.Target == target)
        ?? throw new InvalidOperationException($"no mount on {target} in:\n{text}");

    private static MountInfo Parse(string line)
    {
        string[] halves = line.Split(" - ", 2);
        string[] left = halves[0].Split(' '),
            right = halves[1].Split(' ');
        return new MountInfo(
            left[4],
            left[3],
            left[5].Split(','),
            string.Join(' ', left[6..]),
            right[0],
            right[1],
            right[2].Split(',')
        );
    }
}
