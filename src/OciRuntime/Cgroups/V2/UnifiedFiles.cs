using System;
using System.Collections.Generic;

namespace OciRuntime.Cgroups.V2;

/// <summary><c>linux.resources.unified</c>: files of cgroup v2 by name; config-linux.md, Unified.</summary>
internal static class UnifiedFiles
{
    /// <summary>Writes each value line by line, since the kernel takes one line at a time.</summary>
    public static void Apply(CgroupWriter writer, string path, Dictionary<string, string> files)
    {
        foreach ((string file, string value) in files)
        {
            foreach (string line in value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                bool keyed = line.Contains(' ') && line[..line.IndexOf(' ')].Contains(':');
                writer.Write($"{path}/{file}", line, "unified/" + file, keyed ? Restore.Line : Restore.Whole);
            }
        }
    }
}
