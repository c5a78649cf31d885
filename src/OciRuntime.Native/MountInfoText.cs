using System.Text;

namespace OciRuntime.Native;

/// <summary>Fields of /proc/PID/mountinfo.</summary>
public static class MountInfoText
{
    /// <summary>Space, tab, newline and backslash come as three octal digits, proc_pid_mountinfo(5).</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\')) return text;
        StringBuilder plain = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool code = text[i] == '\\' && i + 3 < text.Length && text[i + 1] is >= '0' and <= '3';
            if (!code)
            {
                plain.Append(text[i]);
                continue;
            }
            plain.Append((char)(((text[i + 1] - '0') << 6) | ((text[i + 2] - '0') << 3) | (text[i + 3] - '0')));
            i += 3;
        }
        return plain.ToString();
    }
}
