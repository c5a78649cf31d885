using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>
/// What may be mounted on and below <c>/proc</c>. The runtime writes the process's own attributes there, and a
/// container that decides what lies there fools it (CVE-2019-16884, CVE-2019-19921).
/// </summary>
internal static class ProcRules
{
    /// <summary>Files that lxcfs and others replace one by one: runc's list, which clients rely on.</summary>
    private static bool MayBeReplaced(string path) => path is
        "/proc/cpuinfo" or "/proc/diskstats" or "/proc/meminfo" or "/proc/stat" or "/proc/swaps" or "/proc/uptime" or
        "/proc/loadavg" or "/proc/slabinfo" or "/proc/sys/kernel/ns_last_pid" or "/proc/sys/crypto/fips_enabled";

    /// <summary>Whether a bind mount may lie on procfs: what takes its place as a whole, and the files above.</summary>
    public static bool Allows(string? destination) =>
        LexicalPath.Clean(destination) is string path && (path == "/proc" || MayBeReplaced(path));

    /// <summary>Checks a mount by its name.</summary>
    public static void Validate(Mount mount, string pointer, List<SpecError> errors)
    {
        string target = LexicalPath.Clean(mount.Destination);
        if (!LexicalPath.IsWithin(target, "/proc") || MayBeReplaced(target))
            return;
        if (target != "/proc")
            errors.Add(
                new SpecError(pointer + "/destination", $"`{target}` cannot be mounted because it is inside /proc")
            );
        else if (!mount.IsBind && mount.Type != "proc")
        {
            errors.Add(
                new SpecError(pointer + "/type", $"`{mount.Type}` cannot be mounted on /proc: it is not of type proc")
            );
        }
    }

    /// <summary>Checks the source of a bind mount on <c>/proc</c>: procfs itself.</summary>
    public static void CheckBind(Mount mount, OwnedFd tree, in statx facts, string source, string pointer)
    {
        if (LexicalPath.Clean(mount.Destination) != "/proc")
            return;
        bool isProc =
            HostPath.Filesystem(tree.Fd, source).f_type == PROC_SUPER_MAGIC && (facts.stx_mode & S_IFMT) == S_IFDIR;
        if (!isProc)
            throw new SpecException([
                new SpecError(pointer + "/source", $"`{source}` cannot be mounted on /proc: it is not procfs"),
            ]);
    }
}
