using System.Globalization;
using System.Text;

namespace OciRuntime.Diagnostics;

/// <summary>
/// A log line of key=value pairs as logrus' text formatter writes it; scripts around runc cut it apart.
/// </summary>
internal static class TextLine
{
    /// <summary>The line, without its end.</summary>
    public static string Format(string time, string level, string message)
    {
        StringBuilder text = new();
        text.Append("time=\"").Append(time).Append("\" level=").Append(level).Append(" msg=");
        if (NeedsQuotes(message)) Quote(text, message);
        else text.Append(message);
        return text.ToString();
    }

    private static bool NeedsQuotes(string value)
    {
        foreach (char c in value)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_' or '/' or '@' or '^' or '+')) return true;
        return value.Length == 0;
    }

    /// <summary>Go's %q for text that is valid Unicode.</summary>
    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"' or '\\':
                    text.Append('\\').Append(c);
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case '\a':
                    text.Append("\\a");
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\v':
                    text.Append("\\v");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case < ' ' or '\x7f':
                    text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
                    break;
                case >= '\x80' and < '\xa0':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }
        text.Append('"');
    }
}
