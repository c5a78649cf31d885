using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;

namespace OciRuntime.Tests.Native;

/// <summary>
/// A C source file of static assertions over the headers of an architecture, and what its gcc says of it.
/// </summary>
/// <remarks>More than one, because <c>linux/mount.h</c> and <c>sys/mount.h</c>, say, cannot be included
/// together.</remarks>
internal sealed class HeaderUnit(string compiler, params string[] headers)
{
    private readonly StringBuilder assertions = new();

    /// <summary>
    /// Claims that the C expression is true; <paramref name="name"/> is what the compiler prints if not.
    /// </summary>
    public void Claim(string expression, string name) =>
        assertions.Append("_Static_assert(").Append(expression).Append(", \"").Append(name).Append("\");\n");

    /// <summary>Claims it where the headers are of this Linux or newer.</summary>
    public void ClaimSince(int major, int minor, string expression, string name)
    {
        assertions
            .Append("#if LINUX_VERSION_CODE >= KERNEL_VERSION(")
            .Append(major)
            .Append(',')
            .Append(minor)
            .Append(",0)\n");
        Claim(expression, name);
        assertions.Append("#endif\n");
    }

    /// <summary>The names of the claims that do not hold, and whatever else the compiler rejects.</summary>
    public IReadOnlyList<string> Failures()
    {
        string includes = string.Concat(headers.Select(header => $"#include <{header}>\n"));
        string source =
            "#define _GNU_SOURCE\n#include <stddef.h>\n#include <linux/version.h>\n" + includes + assertions;
        ProcessStartInfo start = new(compiler, "-std=gnu11 -w -fsyntax-only -fmax-errors=0 -x c -")
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        using System.Diagnostics.Process gcc = System.Diagnostics.Process.Start(start)
            ?? throw new InvalidOperationException("gcc did not start");
        gcc.StandardInput.Write(source);
        gcc.StandardInput.Close();
        List<string> failures = [];
        using StringReader lines = new(gcc.StandardError.ReadToEnd());
        while (lines.ReadLine() is { } line)
        {
            if (line.Contains("error:", StringComparison.Ordinal))
                failures.Add(line[(line.IndexOf("error:", StringComparison.Ordinal) + 7)..]);
        }
        gcc.WaitForExit();
        if (gcc.ExitCode != 0 && failures.Count == 0) failures.Add($"gcc ended with {gcc.ExitCode}");
        return failures;
    }
}
