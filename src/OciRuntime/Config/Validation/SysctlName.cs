using System;

namespace OciRuntime.Config;

/// <summary>
/// Names of kernel parameters as in sysctl.d(5): the first separator, dot or slash, is the separator.
/// </summary>
internal static class SysctlName
{
    /// <summary>
    /// The name with dots between its parts; a dot inside a part, as in <c>eno2.100</c>, is a slash then.
    /// </summary>
    public static string Dotted(string name)
    {
        int first = name.AsSpan().IndexOfAny('.', '/');
        if (first < 0 || name[first] == '.') return name;
        return string.Create(name.Length, name, static (to, from) =>
        {
            for (int i = 0; i < from.Length; i++) to[i] = from[i] == '.' ? '/' : from[i] == '/' ? '.' : from[i];
        });
    }

    /// <summary>Whether each part names a file below /proc/sys, and none leads out of it.</summary>
    public static bool IsPath(string dotted)
    {
        foreach (Range range in dotted.AsSpan().Split('.'))
        {
            // "//" is what ".." looks like here, and "/" is ".".
            if (dotted.AsSpan(range) is "" or "/" or "//") return false;
        }
        return true;
    }

    /// <summary>Which namespace has its own copy of the parameter; null where the host has the only one.</summary>
    public static string? Namespace(string dotted)
    {
        if (dotted.StartsWith("net.", StringComparison.Ordinal)) return "network";
        if (dotted.StartsWith("fs.mqueue.", StringComparison.Ordinal)) return "ipc";
        if (dotted.StartsWith("user.", StringComparison.Ordinal)) return "user";
        return dotted switch
        {
            "kernel.msgmax" or "kernel.msgmnb" or "kernel.msgmni" or "kernel.sem" or "kernel.shmall" or
            "kernel.shmmax" or "kernel.shmmni" or "kernel.shm_rmid_forced" => "ipc",
            "kernel.domainname" or "kernel.hostname" => "uts",
            _ => null,
        };
    }
}
