using System;
using System.Collections.Generic;
using System.Text;
using OciRuntime.Native.Paths;

namespace OciRuntime.Rootfs;

/// <summary>The host's whole procfs and sysfs mounts, which would show the host to a container that keeps its mounts.</summary>
internal static class HostViews
{
    /// <summary>Their mount points in the order of mountinfo, but those inside the container's root; proc_pid_mountinfo(5).</summary>
    public static string[] OfKernel(string rootfs)
    {
        using SafeProc proc = new();
        return Find(proc.Read("self/mountinfo"), rootfs);
    }

    /// <summary>The same from the text of mountinfo.</summary>
    public static string[] Find(string mountinfo, string rootfs)
    {
        List<string> found = [];
        foreach (string line in mountinfo.Split('\n'))
        {
            // 36 35 98:0 /root /mountpoint options optional-fields - type source super-options
            string[] fields = line.Split(' ');
            int separator = Array.IndexOf(fields, "-");
            if (separator < 6 || fields.Length <= separator + 1 || fields[3] != "/") continue;
            string mountPoint = Unescape(fields[4]);
            if (fields[separator + 1] is "proc" or "sysfs" && !LexicalPath.IsWithin(mountPoint, rootfs)) found.Add(mountPoint);
        }
        return found.ToArray();
    }

    /// <summary>Space, tab, newline and backslash come as three octal digits, proc_pid_mountinfo(5).</summary>
    private static string Unescape(string text)
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
