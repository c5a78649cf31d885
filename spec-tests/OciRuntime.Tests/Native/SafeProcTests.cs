using System;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Tests.Native;

/// <summary>The runtime's own view of procfs.</summary>
public sealed class SafeProcTests
{
    [Fact]
    public void A_file_of_procfs_is_read_whole()
    {
        using SafeProc proc = new();
        Assert.Contains($"Pid:\t{Environment.ProcessId}\n", proc.Read("self/status"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../etc/passwd")]
    [InlineData("self/root/etc/passwd")]
    [InlineData("/etc/passwd")]
    public void Nothing_but_procfs_is_opened(string path)
    {
        using SafeProc proc = new();
        Assert.Equal(-1, proc.Open(path, O_RDONLY));
        Assert.Contains(errno, new[] { Errno.EXDEV, Errno.ELOOP });
    }
}
