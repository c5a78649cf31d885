using System;
using System.Globalization;
using OciRuntime.Native;
namespace OciRuntime.Containers;

/// <summary>A process's pid as the container sees it.</summary>
internal static class ContainerPid
{
    /// <summary>The innermost of the pids in NSpid of proc(5), /proc/PID/status.</summary>
    public static int Innermost(int pid)
    {
        ReadOnlySpan<char> status = ProcFile.Read($"{pid}/status");
        int at = status.IndexOf("NSpid:", StringComparison.Ordinal);
        if (at < 0) return pid;
        ReadOnlySpan<char> line = status[at..];
        line = line[..line.IndexOf('\n')].TrimEnd();
        return int.Parse(line[(line.LastIndexOf('\t') + 1)..], CultureInfo.InvariantCulture);
    }
}
