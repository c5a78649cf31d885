using System.Diagnostics;
using System.Globalization;
using System.IO;
using OciRuntime.SeccompReport;

namespace OciRuntime.Tests.Security;

/// <summary>The supervisor of a seccomp report has the number of a thread, which may be another's by now.</summary>
public class NativeRefusalTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_thread_whose_number_was_used_again_is_left_as_it_was(bool trap)
    {
        int other = StartOrphan();
        try
        {
            Assert.False(NativeRefusal.Refuse(other, static () => false, trap, out _));
            Assert.Contains("TracerPid:\t0\n", File.ReadAllText($"/proc/{other}/status"));
        }
        finally
        {
            Process.GetProcessById(other).Kill();
        }
    }

    /// <summary>Not a child of this process: .NET looks after all of those, and takes the news of a stop away.</summary>
    private static int StartOrphan()
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", "sleep 1000 >/dev/null 2>&1 & echo $!"])
        {
            RedirectStandardOutput = true,
        };
        using Process shell = Process.Start(start)!;
        string number = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return int.Parse(number, CultureInfo.InvariantCulture);
    }
}
