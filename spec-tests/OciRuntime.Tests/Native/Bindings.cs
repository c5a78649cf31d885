using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using OciRuntime.Native;
using Xunit.Sdk;

namespace OciRuntime.Tests.Native;

/// <summary>The bindings as they are compiled for an architecture, and the gcc whose headers they repeat.</summary>
internal sealed record Bindings(Assembly Assembly, string Compiler)
{
    /// <summary>The architectures that there are bindings for, src/OciRuntime.Native/Arch.</summary>
    public static string[] Architectures { get; } = ["x64", "arm64"];

    /// <summary>
    /// Those whose compiler is installed: the machine's own, and another one after <c>make deps ARCH=arm64</c>.
    /// </summary>
    public static string[] Testable { get; } = [.. Architectures.Where(name => IsInPath(CompilerOf(name)))];

    /// <summary>
    /// The bindings for <paramref name="architecture"/>, of which code cannot run on another one, but constants can be
    /// read.
    /// </summary>
    public static Bindings Read(string architecture) => new(
        architecture == Own ? typeof(Libc).Assembly : new AssemblyLoadContext(architecture).LoadFromAssemblyPath(
            Path.Combine(AppContext.BaseDirectory, "bindings", architecture, "OciRuntime.Native.dll")),
        CompilerOf(architecture));

    private static string Own { get; } =
        RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x64";

    private static string CompilerOf(string architecture) => architecture == Own ? "gcc"
        : architecture == "arm64" ? "aarch64-linux-gnu-gcc" : "x86_64-linux-gnu-gcc";

    private static bool IsInPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Any(directory => File.Exists(Path.Combine(directory, program)));
}

/// <summary>The names of the architectures that have a compiler here.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ArchitecturesAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Bindings.Testable.Select(name => new object[] { name });
}
