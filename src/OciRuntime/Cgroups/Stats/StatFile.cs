using System;
using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Native;

namespace OciRuntime.Cgroups.Stats;

/// <summary>
/// Reads the kernel's files of numbers. A file that is not there counts as empty: not every kernel has each.
/// </summary>
internal static class StatFile
{
    /// <summary>The file's lines that hold something, split at spaces; each row has a word.</summary>
    /// <exception cref="LinuxException">It is there and cannot be read.</exception>
    public static List<string[]> Rows(string path)
    {
        List<string[]> rows = [];
        string? text = CgroupFile.TryRead(path);
        foreach (string line in (text ?? "").Split('\n'))
        {
            string[] row = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (row.Length > 0) rows.Add(row);
        }
        return rows;
    }

    /// <summary>The file's only number; <c>max</c> is 2^64-1.</summary>
    public static ulong Single(string path) => TrySingle(path) ?? 0;

    /// <summary>The file's only number, or null without it.</summary>
    public static ulong? TrySingle(string path) => Rows(path) is [[var value, ..], ..] ? Value(value) : null;

    /// <summary>Calls <paramref name="each"/> with the pairs of a file of names and numbers.</summary>
    public static void Pairs(string path, Action<string, ulong> each)
    {
        foreach (string[] row in Rows(path))
        {
            if (row is [var name, var value]) each(name, Value(value));
        }
    }

    /// <summary>A number as the kernel writes it.</summary>
    public static ulong Value(string text) =>
        text == "max" ? ulong.MaxValue
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value
        : 0;

    /// <summary>A list such as <c>0-3,7</c>.</summary>
    public static List<ushort> List(string path)
    {
        List<ushort> all = [];
        foreach (string part in Rows(path) is [[var list], ..] ? list.Split(',') : [])
        {
            string[] ends = part.Split('-');
            // As many as there are numbers: a list of the kernel's has each once.
            for (ulong i = Value(ends[0]), last = Value(ends[^1]);
                i <= last && i <= ushort.MaxValue && all.Count <= ushort.MaxValue; i++)
                all.Add((ushort)i);
        }
        return all;
    }

    /// <summary>A file of pressure, or null where the kernel has none.</summary>
    public static Pressure? Pressure(string path)
    {
        PressureLine some = default, full = default;
        List<string[]> rows = Rows(path);
        foreach (string[] row in rows)
        {
            // some avg10=0.00 avg60=0.00 avg300=0.00 total=0
            if (row.Length < 5)
                continue;
            PressureLine line = new(
                Percent(row[1]),
                Percent(row[2]),
                Percent(row[3]),
                Value(row[4][(row[4].IndexOf('=') + 1)..])
            );
            if (row[0] == "some")
                some = line;
            else
                full = line;
        }
        return rows.Count == 0 ? null : new Pressure(some, full);
    }

    private static double Percent(string text) =>
        double.TryParse(
            text.AsSpan(text.IndexOf('=') + 1),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out double value
        )
            ? value
            : 0;

    /// <summary>The sizes of huge pages that the kernel has, as cgroup files name them: <c>2MB</c>.</summary>
    public static List<string> HugePageSizes()
    {
        const string HugePages = "/sys/kernel/mm/hugepages";
        List<string> sizes = [];
        foreach (string name in CgroupTree.Names(HugePages))
        {
            // hugepages-2048kB; mm/hugetlb_cgroup.c, mem_fmt
            if (
                !name.StartsWith("hugepages-", StringComparison.Ordinal)
                || !name.EndsWith("kB", StringComparison.Ordinal)
            )
                continue;
            ulong size = Value(name["hugepages-".Length..^2]);
            sizes.Add(size >= 1 << 20 ? $"{size >> 20}GB" : size >= 1 << 10 ? $"{size >> 10}MB" : $"{size}KB");
        }
        return sizes;
    }
}
