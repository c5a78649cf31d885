using System;

namespace OciRuntime.Diagnostics;

/// <summary>A failure that ends the command: its sentence, exit code and kind.</summary>
/// <param name="message">Lower case, no final period, objects in backticks.</param>
/// <param name="exitCode">The exit code of the process, 1..255.</param>
/// <param name="code">One of <see cref="FailureCodes"/>.</param>
/// <param name="errno">The errno behind it, or 0.</param>
internal class OcirunException(string message, int exitCode = 1, string code = FailureCodes.Internal, int errno = 0)
    : Exception(message)
{
    /// <summary>The exit code of the process.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>One of <see cref="FailureCodes"/>.</summary>
    public string Code { get; } = code;

    /// <summary>The errno behind it, errno(3), or 0.</summary>
    public int Errno { get; } = errno;

    /// <summary>The act that failed, where there is one.</summary>
    public string? Operation { get; init; }

    /// <summary>What it was done to, where there is something.</summary>
    public string? Target { get; init; }

    /// <summary>The JSON pointer of the config member behind it, where there is one.</summary>
    public string? Pointer { get; init; }
}
