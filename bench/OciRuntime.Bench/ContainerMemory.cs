using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;

namespace OciRuntime.Bench;

/// <summary>The memory that is charged to one container; bytes.</summary>
internal sealed class ContainerMemory : IDisposable
{
    private readonly string usage;
    private readonly FileStream? peak;

    private ContainerMemory(string directory, string usageFile, string peakFile)
    {
        usage = Path.Combine(directory, usageFile);
        string path = Path.Combine(directory, peakFile);
        // Linux 6.12 begins the peak of cgroup v2 anew for the reads of one open file: cgroup-v2.rst, memory.peak
        if (File.Exists(path)) peak = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
    }

    /// <summary>That of a running container.</summary>
    public static ContainerMemory Find(Runtime runtime, string id)
    {
        int pid = (int)JsonNode.Parse(Shell.Output(runtime.Path, runtime.Command("state", id)[1..]))!["pid"]!;
        string[][] lines = [.. File.ReadLines($"/proc/{pid}/cgroup").Select(line => line.Split(':', 3))];
        string[]? memory = lines.FirstOrDefault(line => line[1] == "memory");
        return memory is not null
            ? new("/sys/fs/cgroup/memory" + memory[2], "memory.usage_in_bytes", "memory.max_usage_in_bytes")
            : new("/sys/fs/cgroup" + lines.First(line => line[0] == "0")[2], "memory.current", "memory.peak");
    }

    /// <summary>What is in use; null if the kernel does not tell.</summary>
    public long? Usage() => File.Exists(usage) ? Number(File.ReadAllText(usage)) : null;

    /// <summary>The highest use since <see cref="ResetPeak"/>; null if the kernel does not tell.</summary>
    public long? Peak()
    {
        if (peak is null) return null;
        byte[] text = new byte[32];
        peak.Position = 0;
        return Number(Encoding.ASCII.GetString(text, 0, peak.Read(text)));
    }

    /// <summary>Begins the peak anew.</summary>
    public void ResetPeak() => peak?.Write("0"u8);

    /// <inheritdoc/>
    public void Dispose() => peak?.Dispose();

    private static long Number(string text) => long.Parse(text.Trim(), CultureInfo.InvariantCulture);
}
