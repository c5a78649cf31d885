using System.Collections.Generic;
using System.Text;
using OciRuntime.Spec;

namespace OciRuntime.Cli;

/// <summary>The sentence about a config with mistakes: all of them, each with the place in the config.</summary>
internal static class ConfigText
{
    /// <summary>Joins <paramref name="errors"/>: a line of the log holds them all.</summary>
    public static string Join(IReadOnlyList<SpecError> errors)
    {
        StringBuilder text = new("invalid config: ");
        for (int i = 0; i < errors.Count; i++)
        {
            SpecError error = errors[i];
            if (i > 0) text.Append("; ");
            text.Append(error.Message);
            if (error.Hint is not null) text.Append(" (").Append(error.Hint).Append(')');
            if (error.Pointer.Length > 0) text.Append(" [config: ").Append(error.Pointer).Append(']');
        }
        return text.ToString();
    }
}
