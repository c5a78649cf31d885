using System;
using System.Collections.Generic;
using OciRuntime.Native;

namespace OciRuntime.Cgroups;

/// <summary>How a file is read back so that the value before can be written again.</summary>
internal enum Restore
{
    /// <summary>What is read can be written: one value.</summary>
    Whole,

    /// <summary>A line per key, the key being the first word: only that line was changed.</summary>
    Line,

    /// <summary>Read as <c>name value</c>, written as the value.</summary>
    LastWord,
}

/// <summary>Writes limits, and where a container already lives by them remembers what they were before.</summary>
/// <param name="undoable">Whether <see cref="RollBack"/> can be called.</param>
internal sealed class CgroupWriter(bool undoable)
{
    private readonly List<(string Path, string Value)> before = [];

    /// <summary>
    /// Writes <paramref name="value"/>; the error names file, value and the member of the config that asked for it.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="value">The value.</param>
    /// <param name="pointer">The member below <c>/linux/resources/</c>.</param>
    /// <param name="restore">How the value before is read.</param>
    /// <param name="absent">For <see cref="Restore.Line"/>: what a missing line means.</param>
    public void Write(string path, string value, string pointer, Restore restore = Restore.Whole, string? absent = null)
    {
        int error = TryWrite(path, value, restore, absent);
        if (error != 0) throw Failure(path, value, pointer, error);
    }

    /// <summary>Writes <paramref name="value"/>.</summary>
    /// <returns>0 or the errno.</returns>
    public int TryWrite(string path, string value, Restore restore = Restore.Whole, string? absent = null)
    {
        string? old = undoable ? Before(path, value, restore, absent) : null;
        int error = CgroupFile.TryWrite(path, value);
        if (error == 0 && old is not null) before.Add((path, old));
        return error;
    }

    /// <summary>
    /// Remembers that writing <paramref name="value"/> to <paramref name="path"/> undoes what was just done.
    /// </summary>
    public void Remember(string path, string value)
    {
        if (undoable) before.Add((path, value));
    }

    /// <summary>The error of a write.</summary>
    public static LinuxException Failure(string path, string value, string pointer, int error) =>
        new($"write `{value}` to", path, error, "/linux/resources/" + pointer);

    /// <summary>
    /// Writes the values before, the last first: each step back is one that the kernel has accepted before.
    /// </summary>
    public void RollBack()
    {
        for (int i = before.Count - 1; i >= 0; i--) CgroupFile.TryWrite(before[i].Path, before[i].Value);
        before.Clear();
    }

    private static string? Before(string path, string value, Restore restore, string? absent)
    {
        string? text = CgroupFile.TryRead(path);
        if (text is null) return null;
        if (restore == Restore.Whole) return text;
        if (restore == Restore.LastWord)
        {
            string first = text.Split('\n')[0];
            return first[(first.LastIndexOf(' ') + 1)..];
        }
        string key = value[..(value.IndexOf(' ') + 1)];
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith(key, StringComparison.Ordinal)) return line;
        }
        return absent;
    }
}
