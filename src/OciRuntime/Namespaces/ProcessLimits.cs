using System;
using System.Globalization;
using OciRuntime.Native;
using OciRuntime.Native.Paths;

namespace OciRuntime.Namespaces;

/// <summary>Why no process could be made, looked up after the failure; clone(2), EAGAIN.</summary>
internal static class ProcessLimits
{
    /// <summary>The limit that is reached, for the end of the sentence; null if none is found.</summary>
    public static string? FindReached()
    {
        try
        {
            foreach (string line in ProcFile.Read("self/cgroup").Split('\n'))
            {
                // id:controllers:path, cgroups(7); version 2 names no controllers.
                string[] fields = line.Split(':', 3);
                if (fields.Length < 3) continue;
                bool unified = fields[1].Length == 0;
                if (!unified && !Array.Exists(fields[1].Split(','), static name => name == "pids")) continue;
                if (FindFull(unified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/pids", fields[2]) is { } full) return full;
            }
            return FindRlimit();
        }
        catch (LinuxException)
        {
            // What explains a failure must not hide it.
            return null;
        }
    }

    /// <summary>The cgroup of the caller, or one above it, that has as many processes as it may.</summary>
    private static string? FindFull(string root, string path)
    {
        for (string place = LexicalPath.Clean(path); place != "/"; place = LexicalPath.Parent(place))
        {
            long? most = Read($"{root}{place}/pids.max"), now = Read($"{root}{place}/pids.current");
            if (now >= most)
                return string.Create(CultureInfo.InvariantCulture, $"pids.max of the cgroup `{place}` is {most}");
        }
        return null;
    }

    private static long? Read(string file) =>
        FileBytes.TryReadAll(Libc.AT_FDCWD, file) is { } bytes
        && long.TryParse(
            KernelText.Decode(bytes).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;

    /// <summary>RLIMIT_NPROC does not bind root, nor who has CAP_SYS_RESOURCE or CAP_SYS_ADMIN.</summary>
    private static string? FindRlimit()
    {
        if (LibC.geteuid() == 0) return null;
        const string Name = "Max processes";
        foreach (string line in ProcFile.Read("self/limits").Split('\n'))
        {
            if (!line.StartsWith(Name, StringComparison.Ordinal)) continue;
            string soft = line[Name.Length..].TrimStart().Split(' ')[0];
            return soft == "unlimited" ? null : $"RLIMIT_NPROC of the user is {soft}";
        }
        return null;
    }
}
