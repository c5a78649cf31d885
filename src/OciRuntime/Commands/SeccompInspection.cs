using System;
using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Native;
using OciRuntime.Security.Seccomp;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Commands;

/// <summary>Looks at the seccomp filter of a config without starting anything.</summary>
internal static class SeccompInspection
{
    /// <summary>The filter as assembly, each return with the rules behind it.</summary>
    public static string Print(string path) =>
        Read(path) is { } config ? SeccompListing.Print(config, SeccompArchitecture.Native) : NoFilter;

    /// <summary>What the filter decides about a call, by name or number, with the arguments that are known.</summary>
    public static string Explain(string path, string call, ReadOnlySpan<string> arguments)
    {
        ulong[] values = new ulong[arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
            values[i] = Number(arguments[i]);
        if (Read(path) is not { } config) return NoFilter;
        try
        {
            return new SeccompExplainer(config, SeccompArchitecture.Native).Explain(call, values);
        }
        catch (ArgumentException error)
        {
            throw new ContainerException(error.Message);
        }
    }

    private const string NoFilter = "# no filter: the config has no linux.seccomp\n";

    // A negative number is what the program passes, as 64 bits.
    private static ulong Number(string text)
    {
        bool negative = text.StartsWith('-');
        if (!SeccompExplainer.TryParseNumber(negative ? text[1..] : text, out ulong value))
            throw new ContainerException($"`{text}` is no number: an argument of a system call is decimal, or hexadecimal with 0x");
        return negative ? unchecked(0 - value) : value;
    }

    private static LinuxSeccomp? Read(string path)
    {
        byte[] bytes = FileBytes.TryReadAll(AT_FDCWD, path) ?? throw new ContainerException($"JSON specification file {path} not found");
        if (SpecReader.Parse(bytes).Linux?.Seccomp is not { } config) return null;
        List<SpecError> errors = [];
        SeccompCompiler.Validate(config, errors);
        return errors.Count == 0 ? config : throw new SpecException(errors);
    }
}
