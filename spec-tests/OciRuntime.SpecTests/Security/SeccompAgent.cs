using System;
using System.Diagnostics;
using System.IO;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>seccomp_agent.c, listening on a socket in the container's bundle.</summary>
internal sealed class SeccompAgent : IDisposable
{
    private readonly Process process;

    public SeccompAgent(Container container, params string[] options)
    {
        Socket = Path.Combine(container.Bundle, "agent");
        process = Process.Start(
            new ProcessStartInfo(Probes.Agent, [Socket, .. options]) { RedirectStandardOutput = true }
        )!;
        Assert.Equal("listening", process.StandardOutput.ReadLine());
    }

    /// <summary>For <c>listenerPath</c>.</summary>
    public string Socket { get; }

    /// <summary>What it said, having ended well.</summary>
    public string Finish()
    {
        string text = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, process.ExitCode);
        return text;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
