using System;

namespace OciRuntime.Native;

/// <summary>A failed kernel call: which operation, on what object, and why (architecture.md, Errors).</summary>
public sealed class LinuxException : Exception
{
    /// <summary>Creates the error of <paramref name="operation"/> on <paramref name="target"/>.</summary>
    /// <param name="operation">The call or the act, in lower case: <c>mount</c>, <c>write</c>.</param>
    /// <param name="target">What it was done to: a path, a value; shown in backticks; may be empty.</param>
    /// <param name="errno">The errno value.</param>
    /// <param name="pointer">The JSON pointer of what asked for it, where something did.</param>
    public LinuxException(string operation, string target, int errno, string? pointer = null)
        : base(Describe(operation, target, errno) + (pointer is null ? "" : $" [config: {pointer}]")) =>
        (Operation, Target, Errno, Pointer) = (operation, target, errno, pointer);

    /// <summary>The call or the act.</summary>
    public string Operation { get; }

    /// <summary>What it was done to.</summary>
    public string Target { get; }

    /// <summary>The errno value, errno(3).</summary>
    public int Errno { get; }

    /// <summary>The JSON pointer, RFC 6901, of the member of the config behind it, or null.</summary>
    public string? Pointer { get; }

    /// <summary>Throws the error of <paramref name="operation"/> with the current <see cref="Libc.errno"/>.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static void Throw(string operation, string target) => throw new LinuxException(operation, target, Libc.errno);

    private static string Describe(string operation, string target, int errno) =>
        target.Length == 0
            ? $"{operation}: {Native.Errno.Text(errno)} ({Native.Errno.Name(errno)})"
            : $"{operation} `{target}`: {Native.Errno.Text(errno)} ({Native.Errno.Name(errno)})";
}
