using System.Globalization;
using System.Text;

namespace OciRuntime.Diagnostics;

/// <summary>A message on standard error: <c>ocirun: mount ...</c>, <c>ocirun: warning: ...</c>.</summary>
internal static class PlainLine
{
    /// <summary>The line, without its end.</summary>
    /// <param name="level">The level that is named, or empty for an error.</param>
    /// <param name="message">The message; a hook's output in it may have several lines.</param>
    public static string Format(string level, string message)
    {
        StringBuilder text = new("ocirun: ");
        if (level.Length > 0) text.Append(level).Append(": ");
        // A container chooses part of the text, and must not command the terminal that shows it.
        foreach (char c in message)
        {
            if (char.IsControl(c) && c is not ('\n' or '\t'))
                text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else
                text.Append(c);
        }
        return text.ToString();
    }
}
