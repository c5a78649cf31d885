using System;

namespace OciRuntime.Native;

/// <summary>
/// A failure that ends the command: the one base of every exception that is told to a user. Its text is made from its
/// fields; whoever passes it on adds a prefix to it and throws the same object again (docs/adr/0005).
/// </summary>
public class OcirunException : Exception
{
    private string prefix = "";

    /// <summary>Creates the failure that <paramref name="sentence"/> tells.</summary>
    /// <param name="sentence">Lower case, no final period, objects in backticks, without the place in the
    /// config.</param>
    /// <param name="code">One of <see cref="FailureCodes"/>.</param>
    public OcirunException(string sentence, string code) => (Sentence, Code) = (sentence, code);

    /// <summary>What failed and why, without prefix, hint and place.</summary>
    public string Sentence { get; }

    /// <summary>The kind of failure, one of <see cref="FailureCodes"/>.</summary>
    public string Code { get; }

    /// <summary>The exit code of the process, 1..255.</summary>
    public int ExitCode { get; set; } = 1;

    /// <summary>The call or the act that failed, or null.</summary>
    public string? Operation { get; init; }

    /// <summary>What it was done to, exactly as it was given, or null.</summary>
    public string? Target { get; init; }

    /// <summary>The errno value behind it, errno(3), or 0.</summary>
    public int Errno { get; init; }

    /// <summary>The JSON pointer, RFC 6901, of the member of the config behind it; null if there is none.</summary>
    public string? Pointer { get; init; }

    /// <summary>Whether the message ends with the pointer. Not if engines know the text to its end.</summary>
    public bool PointerInText { get; init; } = true;

    /// <summary>What would help, or null; only if the cause was looked up.</summary>
    public string? Hint { get; set; }

    /// <inheritdoc/>
    public override string Message =>
        prefix
        + Sentence
        + (Hint is null ? "" : $" ({Hint})")
        + (string.IsNullOrEmpty(Pointer) || !PointerInText ? "" : $" [config: {Pointer}]");

    /// <summary>Puts <paramref name="text"/> in front of the message, and of the prefixes before it.</summary>
    public void AddPrefix(string text) => prefix = text + prefix;
}
