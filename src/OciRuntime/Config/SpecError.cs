using System;
using System.Collections.Generic;
using System.Text;

namespace OciRuntime.Config;

/// <summary>One thing that is wrong with a config.</summary>
/// <param name="Pointer">Where: a JSON pointer, RFC 6901; empty for the whole document.</param>
/// <param name="Message">What.</param>
/// <param name="Hint">What would be right, or null.</param>
internal readonly record struct SpecError(string Pointer, string Message, string? Hint = null)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Message + (Hint is null ? "" : $" ({Hint})") + (Pointer.Length == 0 ? "" : $" [config: {Pointer}]");
}

/// <summary>A config that cannot be used: everything that is wrong with it.</summary>
internal sealed class SpecException(List<SpecError> errors) : Exception(Join(errors))
{
    /// <summary>The errors, at least one.</summary>
    public List<SpecError> Errors => errors;

    private static string Join(List<SpecError> errors)
    {
        StringBuilder text = new();
        foreach (SpecError error in errors) text.Append(text.Length == 0 ? "" : "; ").Append(error.ToString());
        return text.ToString();
    }
}
