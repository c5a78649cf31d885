using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;

namespace OciRuntime.SpecTests.Harness;

/// <summary>What a container can leave on the host: processes, cgroups, mounts, state.</summary>
internal static class Leftovers
{
    /// <summary>
    /// Finds what belongs to the container <paramref name="id"/> of <paramref name="bundle"/>; waits a second for exits
    /// to finish.
    /// </summary>
    public static IReadOnlyList<string> Find(string id, string bundle, string stateRoot)
    {
        for (int attempt = 0; ; attempt++)
        {
            var found = new List<string>();
            found.AddRange(Processes(id));
            found.AddRange(Cgroups(id));
            found.AddRange(
                File.ReadLines("/proc/self/mountinfo")
                    .Where(line => line.Contains(bundle, StringComparison.Ordinal))
                    .Select(line => $"mount {line}")
            );
            if (Directory.Exists(Path.Combine(stateRoot, id)))
                found.Add($"state directory {Path.Combine(stateRoot, id)}");
            if (found.Count == 0 || attempt == 50)
                return found;
            Thread.Sleep(20);
        }
    }

    /// <summary>
    /// Processes with the id in their arguments (the runtime's) or in their environment (the container's).
    /// </summary>
    public static IEnumerable<string> Processes(string id)
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!char.IsAsciiDigit(Path.GetFileName(directory)[0])) continue;
            if (Read(Path.Combine(directory, "cmdline")).Contains(id, StringComparison.Ordinal)
                || Read(Path.Combine(directory, "environ")).Contains(id, StringComparison.Ordinal))
                yield return $"process {Path.GetFileName(directory)}: "
                    + $"{Read(Path.Combine(directory, "cmdline")).Replace('\0', ' ')}";
        }
    }

    /// <summary>Cgroups named after the container, in every hierarchy.</summary>
    public static IEnumerable<string> Cgroups(string id) =>
        Directory
            .EnumerateDirectories("/sys/fs/cgroup")
            .SelectMany(Below)
            .Where(directory => Path.GetFileName(directory).Contains(id, StringComparison.Ordinal))
            .Select(directory => $"cgroup {directory}");

    // containers of the tests lie at most three directories below a hierarchy's root
    private static IEnumerable<string> Below(string hierarchy) =>
        Directory.EnumerateDirectories(
            hierarchy,
            "*",
            new EnumerationOptions
            {
                RecurseSubdirectories = true,
                MaxRecursionDepth = 2,
                IgnoreInaccessible = true,
                AttributesToSkip = FileAttributes.ReparsePoint,
            }
        );

    private static string Read(string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(file));
        }
        catch (IOException)
        {
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }
}
