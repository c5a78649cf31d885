using System.Diagnostics;
using System.IO;
using OciRuntime.SeccompReport;
using Xunit;

namespace OciRuntime.Tests.Security;

/// <summary>The supervisor of a seccomp report has the number of a thread, which may be another's by now.</summary>
public class NativeRefusalTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_thread_whose_number_was_used_again_is_left_as_it_was(bool trap)
    {
        using Process other = Process.Start("/bin/sleep", ["1000"]);
        try
        {
            Assert.False(NativeRefusal.Refuse(other.Id, static () => false, trap, out _));
            Assert.False(other.HasExited);
            Assert.Contains("TracerPid:\t0\n", File.ReadAllText($"/proc/{other.Id}/status"));
        }
        finally
        {
            other.Kill();
            other.WaitForExit();
        }
    }
}
