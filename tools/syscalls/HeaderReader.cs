using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace OciRuntime.Tools.Syscalls;

/// <summary>Reads `__NR_name` macros through the C preprocessor.</summary>
internal static class HeaderReader
{
    // macros of the headers that count or place system calls and name none
    private static readonly HashSet<string> NotCalls =
    [
        "syscalls",
        "arch_specific_syscall",
        "Linux",
        "Linux_syscalls",
        "O32_Linux",
        "O32_Linux_syscalls",
        "64_Linux",
        "64_Linux_syscalls",
        "N32_Linux",
        "N32_Linux_syscalls",
        "SYSCALL_BASE",
        "OABI_SYSCALL_BASE",
        "SYSCALL_MASK",
    ];

    public static IEnumerable<(string Name, int Number)> Read(Architecture architecture)
    {
        Dictionary<string, string> macros = Preprocess(architecture);
        int found = 0;
        foreach ((string macro, string value) in macros)
        {
            string? name = macro.StartsWith("__NR_", StringComparison.Ordinal) ? macro[5..]
                : macro.StartsWith("__ARM_NR_", StringComparison.Ordinal) && macro != "__ARM_NR_BASE" ? macro[9..]
                : null;
            if (name is null || NotCalls.Contains(name))
                continue;
            found++;
            yield return (name, Evaluate(value, macros));
        }
        // every architecture has more than 250 calls: fewer means that the header was not understood
        if (found < 250)
            throw new InvalidDataException($"{architecture.Name}: only {found} system calls in {architecture.Header}");
    }

    private static Dictionary<string, string> Preprocess(Architecture architecture)
    {
        // -undef keeps the host compiler's own architecture macros out
        List<string> arguments = ["-E", "-dM", "-undef", "-nostdinc", "-x", "c", "-I" + architecture.Include];
        foreach (string define in architecture.Defines)
            arguments.Add("-D" + define);
        string header = Path.Combine(architecture.Include, architecture.Header);
        if (!File.Exists(header))
            throw new FileNotFoundException($"{architecture.Name}: install {architecture.Package}", header);
        arguments.Add(header);
        using Process gcc = Process.Start(new ProcessStartInfo("gcc", arguments) { RedirectStandardOutput = true })!;
        Dictionary<string, string> macros = new(StringComparer.Ordinal);
        while (gcc.StandardOutput.ReadLine() is { } line)
        {
            string[] parts = line.Split(' ', 3);
            macros[parts[1]] = parts.Length > 2 ? parts[2] : "";
        }
        gcc.WaitForExit();
        return gcc.ExitCode == 0 ? macros : throw new InvalidDataException($"{architecture.Name}: gcc -E failed");
    }

    /// <summary>Sums of numbers and other macros, in parentheses: no header uses more.</summary>
    private static int Evaluate(string expression, Dictionary<string, string> macros)
    {
        int sum = 0;
        foreach (string part in expression.Split(['(', ')', '+', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.StartsWith("0x", StringComparison.Ordinal))
                sum += Convert.ToInt32(part, 16);
            else if (int.TryParse(part, out int number))
                sum += number;
            else
                sum += Evaluate(macros[part], macros);
        }
        return sum;
    }
}
