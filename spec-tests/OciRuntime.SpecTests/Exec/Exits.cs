using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace OciRuntime.SpecTests.Exec;

/// <summary>Waiting for what another process does.</summary>
internal static class Exits
{
    /// <summary>Waits until <paramref name="path"/> is there.</summary>
    public static void WaitForFile(string path) => WaitFor(() => File.Exists(path), path);

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    public static void WaitFor(Func<bool> condition, string what)
    {
        for (var watch = Stopwatch.StartNew(); !condition(); Thread.Sleep(10))
            Assert.True(watch.Elapsed.TotalSeconds < 30, $"still waiting for {what}");
    }

    /// <summary>Whether the process runs, or is a zombie.</summary>
    public static bool IsThere(int pid) => Directory.Exists($"/proc/{pid}");
}
