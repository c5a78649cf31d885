using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using OciRuntime.Config;
using OciRuntime.Native.Abi;

namespace OciRuntime.Tests.Security;

/// <summary>The installed libseccomp, through libseccomp_reference.c, which is compiled once.</summary>
internal static class Libseccomp
{
    private static readonly Lazy<string> Program = new(Compile);

    /// <summary>The filter that libseccomp builds.</summary>
    public static sock_filter[] Filter(LinuxSeccomp profile) =>
        MemoryMarshal.Cast<byte, sock_filter>(Run(["bpf"], EngineProfiles.Serialize(profile))).ToArray();

    /// <summary>
    /// The numbers that libseccomp gives to names on an architecture: -1 for an unknown name, lower for a multiplexed
    /// call.
    /// </summary>
    public static int[] Resolve(string architecture, IEnumerable<string> names)
    {
        string arch = architecture["SCMP_ARCH_".Length..].ToLowerInvariant();
        string lines = string.Concat(names.Select(name => $"{arch} {name}\n"));
        return
        [
            .. Encoding
                .ASCII.GetString(Run(["names"], lines))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(int.Parse),
        ];
    }

    /// <summary>Loads a program into a child process: throws where the kernel's verifier refuses it.</summary>
    public static void Load(sock_filter[] program) => Run(["load"], MemoryMarshal.AsBytes(program.AsSpan()).ToArray());

    private static byte[] Run(string[] arguments, string input) => Run(arguments, Encoding.ASCII.GetBytes(input));

    private static byte[] Run(string[] arguments, byte[] input)
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(
            new ProcessStartInfo(Program.Value, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.ToArray()
            : throw new InvalidOperationException($"{arguments[0]} failed: {errors}");
    }

    private static string Compile()
    {
        string source = Path.Combine(Path.GetDirectoryName(SourcePath())!, "libseccomp_reference.c");
        string program = Path.Combine(Path.GetTempPath(), $"ocirun-libseccomp-reference-{Environment.ProcessId}");
        using System.Diagnostics.Process gcc = System.Diagnostics.Process.Start(
            "gcc",
            ["-O2", "-Wall", "-Wextra", "-Werror", "-o", program, source, "-lseccomp"]
        );
        gcc.WaitForExit();
        Assert.True(
            gcc.ExitCode == 0,
            "gcc could not build libseccomp_reference.c: `make deps` installs libseccomp-dev"
        );
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(program);
        return program;
    }

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
