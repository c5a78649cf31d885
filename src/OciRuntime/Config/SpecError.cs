using System.Collections.Generic;
using System.Text;
using OciRuntime.Native;

namespace OciRuntime.Config;

/// <summary>One thing that is wrong with a config.</summary>
/// <param name="Pointer">Where: a JSON pointer, RFC 6901; empty for the whole document.</param>
/// <param name="Message">What.</param>
/// <param name="Hint">What would be right, or null.</param>
/// <param name="Code">Which kind of mistake, one of <see cref="SpecErrorCodes"/>.</param>
internal readonly record struct SpecError(
    string Pointer, string Message, string? Hint = null, string Code = SpecErrorCodes.Value)
{
    /// <summary>What is wrong and what would be right, without the place.</summary>
    public string Text => Message + (Hint is null ? "" : $" ({Hint})");

    /// <inheritdoc/>
    public override string ToString() =>
        Text + (Pointer.Length == 0 ? "" : $" [config: {Pointer}]");
}

/// <summary>A config that cannot be used: everything that is wrong with it.</summary>
internal sealed class SpecException : OcirunException
{
    /// <summary>Creates the failure of a config with <paramref name="errors"/>, at least one.</summary>
    public SpecException(List<SpecError> errors)
        : base("invalid config: " + (errors is [var one] ? one.Message : Join(errors)), FailureCodes.Config)
    {
        Errors = errors;
        // Of several, each is told with its own place.
        if (errors is [var only]) (Pointer, Hint) = (only.Pointer, only.Hint);
    }

    /// <summary>The errors, at least one.</summary>
    public List<SpecError> Errors { get; }

    private static string Join(List<SpecError> errors)
    {
        StringBuilder text = new();
        foreach (SpecError error in errors) text.Append(text.Length == 0 ? "" : "; ").Append(error.ToString());
        return text.ToString();
    }
}
