using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using HostProcess = System.Diagnostics.Process;

namespace OciRuntime.Tests.Build;

/// <summary>What the linker and the C compiler were asked to harden, read from the built file; docs/adr/0009.</summary>
public sealed class HardeningTests
{
    private static readonly string Binary = Path.Combine(Repository.Root, "bin/ocirun");

    [Fact]
    public void No_segment_is_both_writable_and_executable()
    {
        string[] segments = [.. Segments().Where(line => line.StartsWith("LOAD", StringComparison.Ordinal))];
        Assert.True(segments.Length > 2, "no segments were found");
        Assert.DoesNotContain(segments, line => Regex.IsMatch(line, @"\bRWE\b| RW E "));
    }

    [Fact]
    public void The_stack_is_not_executable() =>
        Assert.Matches(@"\bRW +0", Segments().Single(line => line.StartsWith("GNU_STACK", StringComparison.Ordinal)));

    [Fact]
    public void Relocated_data_is_read_only_before_the_first_line_of_code()
    {
        Assert.Contains(Segments(), line => line.StartsWith("GNU_RELRO", StringComparison.Ordinal));
        // nothing is bound later, for which that data would have to stay writable
        Assert.Contains("NOW", Output("readelf", "-dW", Binary), StringComparison.Ordinal);
    }

    [Fact]
    public void Our_C_that_runs_after_libc_started_checks_its_stack()
    {
        // this one hands the address of a local variable to the .NET runtime
        string[] symbol = Output("nm", "-S", Binary + ".dbg")
            .Split('\n')
            .Single(line => line.EndsWith(" __wrap_RhAllocateNewObject", StringComparison.Ordinal))
            .Split(' ');
        ulong start = Convert.ToUInt64(symbol[0], 16),
            size = Convert.ToUInt64(symbol[1], 16);
        string code = Output("objdump", "-d", $"--start-address={start}", $"--stop-address={start + size}", Binary);
        Assert.Matches("%fs:0x28|__stack_chk_guard", code);
    }

    private static string[] Segments() =>
        [.. Output("readelf", "-lW", Binary).Split('\n').Select(line => line.Trim())];

    private static string Output(string program, params string[] args)
    {
        Assert.True(File.Exists(Binary), "there is no bin/ocirun: run `make build`");
        var start = new System.Diagnostics.ProcessStartInfo(program, args) { RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C";
        using HostProcess process = HostProcess.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
