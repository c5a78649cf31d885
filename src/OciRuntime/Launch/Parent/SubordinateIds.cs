using System.Collections.Generic;
using System.Globalization;
using System.Text;
using OciRuntime.Native;

namespace OciRuntime.Launch.Parent;

/// <summary>The ids that a user may map besides the own one, subuid(5) and subgid(5).</summary>
internal static class SubordinateIds
{
    /// <summary>One line of the file.</summary>
    /// <param name="First">The first id.</param>
    /// <param name="Count">How many.</param>
    internal readonly record struct Range(ulong First, ulong Count);

    /// <summary>What <paramref name="file"/> grants the user; nothing if it cannot be read.</summary>
    public static List<Range> Read(string file, uint uid)
    {
        List<Range> ranges = [];
        string user = UserNames.Find(uid), number = uid.ToString(CultureInfo.InvariantCulture);
        foreach (string line in ReadLines(file))
        {
            string[] fields = line.Split(':');
            if (fields.Length != 3 || (fields[0] != user && fields[0] != number)) continue;
            if (!ulong.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong first)) continue;
            if (!ulong.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out ulong count)) continue;
            ranges.Add(new Range(first, count));
        }
        return ranges;
    }

    /// <summary>What <paramref name="file"/> grants the user, in words.</summary>
    public static string Describe(string file, uint uid) => Describe(file, uid, Read(file, uid));

    /// <summary>The same of ranges that were read.</summary>
    public static string Describe(string file, uint uid, List<Range> ranges)
    {
        string user = UserNames.Find(uid);
        if (ranges.Count == 0) return $"`{file}` grants {user} no ids";
        StringBuilder text = new();
        foreach (Range range in ranges)
            text.Append(text.Length == 0 ? "" : ", ").Append($"{range.Count} from {range.First} on");
        return $"`{file}` grants {user} {text}";
    }

    private static string[] ReadLines(string file)
    {
        try
        {
            byte[]? bytes = FileBytes.TryReadAll(Libc.AT_FDCWD, file);
            return bytes is null ? [] : KernelText.Decode(bytes).Split('\n');
        }
        catch (LinuxException)
        {
            return [];
        }
    }
}
