using System;
using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Namespaces;

/// <summary>Why namespaces could not be made, looked up after the failure; namespaces(7), user_namespaces(7).</summary>
internal static class NamespaceDiagnosis
{
    private const int MostCounted = 10_000; // namespaces; to count more takes too long for a hint

    private static readonly (ulong Flag, string Name)[] Limits =
    [
        (CLONE_NEWUSER, "user"),
        (CLONE_NEWNS, "mnt"),
        (CLONE_NEWPID, "pid"),
        (CLONE_NEWNET, "net"),
        (CLONE_NEWIPC, "ipc"),
        (CLONE_NEWUTS, "uts"),
        (CLONE_NEWCGROUP, "cgroup"),
        (CLONE_NEWTIME, "time"),
    ];

    /// <summary>
    /// Sysctls that deny user namespaces to an unprivileged user, and the value with which they do: Debian's, and
    /// AppArmor's.
    /// </summary>
    private static readonly (string Path, string Value)[] Denials =
    [
        ("kernel/unprivileged_userns_clone", "0"), ("kernel/apparmor_restrict_unprivileged_userns", "1"),
    ];

    /// <summary>The setting that is the cause, for the end of the sentence; null if none is found.</summary>
    /// <param name="flags">CLONE_NEW* of the namespaces that were to be made.</param>
    /// <param name="error">The errno of clone3(2) or unshare(2).</param>
    public static string? Explain(ulong flags, int error) => error switch
    {
        Errno.ENOSPC => Exhausted(flags),
        Errno.EPERM when (flags & CLONE_NEWUSER) != 0 => Denied(),
        Errno.EAGAIN => ProcessLimits.FindReached(),
        _ => null,
    };

    /// <summary>
    /// The quota that refuses one more mount, for the end of the sentence; null if none is found. A detached tree
    /// counts as a mount namespace (alloc_mnt_ns of linux/fs/namespace.c).
    /// </summary>
    /// <param name="error">The errno of mount(2), open_tree(2), fsmount(2) or move_mount(2).</param>
    public static string? ExplainMounts(int error)
    {
        if (error != Errno.ENOSPC) return null;
        if (Exhausted(CLONE_NEWNS) is { } namespaces) return namespaces;
        if (Read("fs/mount-max") is not { } most) return null;
        int mounts = CountMounts();
        // The tree that was refused is not among them.
        return int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && 2 * mounts >= limit
            ? string.Create(CultureInfo.InvariantCulture, $"the sysctl fs.mount-max is {limit}, and {mounts} are there")
            : null;
    }

    private static int CountMounts()
    {
        try
        {
            return ProcFile.Read("self/mountinfo").AsSpan().Count('\n');
        }
        catch (LinuxException)
        {
            return 0;
        }
    }

    private static string? Exhausted(ulong flags)
    {
        foreach ((ulong flag, string name) in Limits)
        {
            if ((flags & flag) == 0 || Read($"user/max_{name}_namespaces") is not { } text) continue;
            if (text == "0") return $"the sysctl user.max_{name}_namespaces is 0";
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int most)
                && most <= MostCounted && CountInUse(name) >= most)
                return $"the sysctl user.max_{name}_namespaces is {most}, and that many are in use";
        }
        return null;
    }

    /// <summary>How many namespaces of a kind the processes are in that can be seen.</summary>
    private static int CountInUse(string name)
    {
        HashSet<string> found = [];
        int opened = HostPath.Open("/proc", O_RDONLY | O_DIRECTORY);
        if (opened == -1) return 0;
        using OwnedFd proc = new(opened);
        foreach (string process in KernelText.Decode(FileBytes.ListNames(proc.Fd)).Split('\0'))
        {
            if (process.Length == 0 || !char.IsAsciiDigit(process[0])) continue;
            if (HostPath.ReadLink($"/proc/{process}/ns/{name}") is { } link) found.Add(link);
        }
        return found.Count;
    }

    private static string? Denied()
    {
        foreach ((string path, string value) in Denials)
        {
            if (Read(path) == value)
                return string.Create(CultureInfo.InvariantCulture, $"the sysctl {path.Replace('/', '.')} is {value}");
        }
        return null;
    }

    private static string? Read(string path)
    {
        try
        {
            return ProcFile.Read("sys/" + path).Trim();
        }
        catch (LinuxException)
        {
            return null;
        }
    }
}
