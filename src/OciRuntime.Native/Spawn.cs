using System;
using System.Collections;
using System.Collections.Generic;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>How a program ended, and what it said.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Output">Its standard output and standard error, mixed as they came.</param>
public readonly record struct SpawnResult(ExitStatus Status, string Output);

/// <summary>Runs a program of the host: what System.Diagnostics.Process would do, which starts threads.</summary>
public static unsafe class Spawn
{
    /// <summary>
    /// Runs <paramref name="command"/>, found in PATH, with the caller's environment and no input, to its end.
    /// </summary>
    /// <exception cref="LinuxException">It is not found, or cannot be started.</exception>
    public static SpawnResult Capture(IReadOnlyList<string> command)
    {
        int* ends = stackalloc int[2];
        if (pipe2(ends, O_CLOEXEC) == -1) LinuxException.Throw("pipe2", "");
        using OwnedFd output = new(ends[0]);
        SpawnedProcess process;
        using (OwnedFd input = new(ends[1])) process = SpawnedProcess.Start(command, [-1, input.Fd, input.Fd]);
        using (process)
        {
            string text = KernelText.Decode(FileBytes.ReadToEnd(output.Fd, "pipe"));
            return new SpawnResult(process.Wait(), text);
        }
    }

    /// <summary>
    /// Where programs are looked for when the caller gives no PATH: engines call some verbs without one.
    /// </summary>
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The path of the program <paramref name="name"/>.</summary>
    /// <exception cref="LinuxException">It is not in PATH.</exception>
    internal static string Find(string name)
    {
        if (name.Contains('/')) return name;
        string search = Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path : DefaultPath;
        foreach (string directory in search.Split(':'))
        {
            string candidate = (directory.Length == 0 ? "." : directory) + "/" + name;
            // Safe: the array is pinned and NUL-terminated.
            fixed (byte* start = KernelText.Terminated(candidate))
                // not faccessat2(2), which an outer seccomp filter may not know
                if (access(start, X_OK) == 0) return candidate;
        }
        throw new LinuxException("find in $PATH", name, Errno.ENOENT);
    }

    /// <summary>The caller's environment, with a PATH.</summary>
    internal static List<string> CallersEnvironment()
    {
        List<string> all = [];
        if (Environment.GetEnvironmentVariable("PATH") is null) all.Add($"PATH={DefaultPath}");
        all.AddRange(InheritedEnvironment());
        return all;
    }

    /// <summary>The caller's environment as it is, NAME=VALUE each.</summary>
    public static List<string> InheritedEnvironment()
    {
        List<string> all = [];
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables()) all.Add($"{entry.Key}={entry.Value}");
        return all;
    }
}
