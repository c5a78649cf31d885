using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace OciRuntime.SpecTests.Harness;

/// <summary>
/// Waiting for what another process does; a wait that is in vain fails the test with what it waited for.
/// </summary>
internal static class Wait
{
    // s; on a loaded machine or in the emulated one a container's start takes several
    private const int Limit = 30;

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    /// <param name="condition">Asked every 10 ms.</param>
    /// <param name="what">What is waited for, as the failure names it: <c>the end of the process</c>.</param>
    /// <param name="seen">What there is instead, for the failure.</param>
    public static void Until(Func<bool> condition, string what, Func<string>? seen = null)
    {
        for (var watch = Stopwatch.StartNew(); !condition(); Thread.Sleep(10))
        {
            if (watch.Elapsed.TotalSeconds < Limit) continue;
            Assert.Fail($"after {Limit} s still no {what}{(seen is null ? "" : $"; there is: {seen()}")}");
        }
    }

    /// <summary>Waits until <paramref name="path"/> exists.</summary>
    public static void UntilExists(string path) => Until(() => File.Exists(path), $"file {path}");
}
