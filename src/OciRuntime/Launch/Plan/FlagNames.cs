using System;
using System.Globalization;
using System.Text;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Plan;

/// <summary>Bits of the kernel's as names.</summary>
internal static class FlagNames
{
    /// <summary>CLONE_NEW* as the spec's names of the namespaces.</summary>
    public static string Namespaces(ulong flags) => Join(
        flags,
        [
            ("user", CLONE_NEWUSER), ("mount", CLONE_NEWNS), ("pid", CLONE_NEWPID), ("network", CLONE_NEWNET),
            ("ipc", CLONE_NEWIPC), ("uts", CLONE_NEWUTS), ("cgroup", CLONE_NEWCGROUP), ("time", CLONE_NEWTIME),
        ]);

    /// <summary>
    /// The names of the bits that are set, with commas; what has no name in hexadecimal; <c>-</c> for none.
    /// </summary>
    public static string Join(ulong flags, ReadOnlySpan<(string Name, ulong Flag)> names)
    {
        StringBuilder text = new();
        foreach ((string name, ulong flag) in names)
        {
            if ((flags & flag) == 0) continue;
            text.Append(text.Length == 0 ? "" : ",").Append(name);
            flags &= ~flag;
        }
        if (flags != 0) text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"0x{flags:x}");
        return text.Length == 0 ? "-" : text.ToString();
    }
}
