using System;
using System.IO;
using System.Linq;
using HostProcess = System.Diagnostics.Process;

namespace OciRuntime.Tests.Build;

/// <summary>
/// tools/wraps.sh: the names of the .NET runtime that native/*_wraps.c replace, against the runtime's libraries.
/// </summary>
public sealed class WrappedNamesTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("ocirun-").FullName;

    public WrappedNamesTests()
    {
        // what a runtime pack holds: a function of its own, which calls one of the C library
        File.WriteAllText(At("runtime.c"), "#include <stdio.h>\nvoid RhKnown(void) { puts(\"\"); }\n");
        Run("gcc", "-O2", "-c", At("runtime.c"), "-o", At("runtime.o"));
        Run("ar", "rcs", At("libruntime.a"), At("runtime.o"));
    }

    [Fact]
    public void Each_wrapped_name_of_the_runtime_becomes_an_argument_of_the_linker()
    {
        (int status, string output, string errors) = Wraps("RhKnown", "puts");
        Assert.True(status == 0, errors);
        Assert.Equal("-Wl,--wrap=RhKnown\n-Wl,--wrap=puts\n", output);
    }

    [Fact]
    public void A_wrapped_name_that_the_runtime_lacks_fails_the_build_and_is_named()
    {
        (int status, _, string errors) = Wraps("RhKnown", "RhMovedElsewhere");
        Assert.NotEqual(0, status);
        Assert.Contains("have no symbol RhMovedElsewhere,", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("RhKnown", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_a_name_is_not_the_name() => Assert.NotEqual(0, Wraps("RhKnow").Status);

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private (int Status, string Output, string Errors) Wraps(params string[] names)
    {
        File.WriteAllLines(At("wraps.c"), names.Select(name => $"void __wrap_{name}(void) {{}}"));
        Run("gcc", "-Wno-missing-prototypes", "-c", At("wraps.c"), "-o", At("wraps.o"));
        return Try("sh", Path.Combine(Repository.Root, "tools/wraps.sh"), At("wraps.o"), "--", At("libruntime.a"));
    }

    private string At(string name) => Path.Combine(directory, name);

    private static void Run(string program, params string[] args)
    {
        (int status, _, string errors) = Try(program, args);
        Assert.True(status == 0, $"{program}: {errors}");
    }

    private static (int Status, string Output, string Errors) Try(string program, params string[] args)
    {
        var start = new System.Diagnostics.ProcessStartInfo(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using HostProcess process = HostProcess.Start(start)!;
        string output = process.StandardOutput.ReadToEnd(), errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors);
    }
}
