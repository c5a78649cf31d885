using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;

namespace OciRuntime.Tests.Cgroups;

/// <summary>A v2 cgroup of a test's own, removed with it; on a hybrid host in the tree at <c>unified</c>.</summary>
internal sealed class TestCgroup : IDisposable
{
    private static int s_number;

    public TestCgroup()
    {
        Path = $"{V2}/ocirun-test-{Environment.ProcessId}-{Interlocked.Increment(ref s_number)}";
        Directory.CreateDirectory(Path);
    }

    /// <summary>Where the v2 tree is, or null.</summary>
    public static string? V2 { get; } =
        new[] { "/sys/fs/cgroup", "/sys/fs/cgroup/unified" }.FirstOrDefault(place =>
            File.Exists(place + "/cgroup.controllers")
        );

    public string Path { get; }

    /// <summary>Runs a shell script in it.</summary>
    /// <returns>The standard output.</returns>
    public string Run(string script)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"echo $$ >{Path}/cgroup.procs || exit 1\n{script}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {output}");
        return output;
    }

    /// <summary>Starts a program in it that waits.</summary>
    public System.Diagnostics.Process Sleep()
    {
        System.Diagnostics.Process process = System.Diagnostics.Process.Start(
            "/bin/sh",
            ["-c", $"echo $$ >{Path}/cgroup.procs; exec sleep 100"]
        )!;
        for (int i = 0; i < 500 && File.ReadAllText(Path + "/cgroup.procs").Length == 0; i++)
            Thread.Sleep(10);
        return process;
    }

    public void Dispose() => OciRuntime.Cgroups.CgroupTree.Remove(Path);
}
