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
                // Two words are a key and its value in every file but cpu.max.
                bool keyed = line.Contains(' ') && file != "cpu.max";
                writer.Write(
                    $"{path}/{file}",
                    line,
                    "unified/" + file,
                    keyed ? Restore.Line : Restore.Whole,
                    keyed ? Absent(file, line) : null
                );
            }
        }
    }

    /// <summary>What to write for a key that had no line; null where it cannot be taken back.</summary>
    private static string? Absent(string file, string line)
    {
        string key = line[..line.IndexOf(' ')];
        return file switch
        {
            "io.max" => key + " rbps=max wbps=max riops=max wiops=max",
            "io.latency" => key + " target=0",
            "io.weight" or "io.bfq.weight" => key + " default",
            "rdma.max" => key + " hca_handle=max hca_object=max",
            "misc.max" or "dmem.max" => key + " max",
            "dmem.min" or "dmem.low" => key + " 0",
            _ => null,
        };
    }
}
