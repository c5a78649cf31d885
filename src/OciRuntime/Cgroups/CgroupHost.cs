using System;
using System.Collections.Generic;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups;

/// <summary>What is mounted at /sys/fs/cgroup.</summary>
internal enum CgroupMode
{
    /// <summary>Only v1 hierarchies.</summary>
    Legacy,

    /// <summary>v1 hierarchies, and a v2 tree without their controllers at <c>unified</c>.</summary>
    Hybrid,

    /// <summary>cgroup v2 alone.</summary>
    Unified,
}

/// <summary>One v1 hierarchy.</summary>
/// <param name="Name">Its directory's name, which is its controllers: <c>cpu,cpuacct</c>; <c>systemd</c> for a named
/// one.</param>
/// <param name="Controllers">Its controllers; <c>name=systemd</c> for a named one.</param>
/// <param name="MountPoint">Where it is mounted.</param>
/// <param name="Root">The cgroup that the mount shows as its root: <c>/</c>, or another in a container without a cgroup
/// namespace.</param>
internal sealed record CgroupHierarchy(string Name, string[] Controllers, string MountPoint, string Root);

/// <summary>The host's cgroups: mode, mounts, and where this process is in them; cgroups(7).</summary>
internal sealed unsafe class CgroupHost
{
    /// <summary>Where distributions mount cgroups.</summary>
    public const string Root = "/sys/fs/cgroup";

    private static CgroupHost? detected;

    private CgroupHost(
        CgroupMode mode,
        List<CgroupHierarchy> hierarchies,
        CgroupHierarchy? unified,
        Dictionary<string, string> own
    ) => (Mode, Hierarchies, Unified, Own) = (mode, hierarchies, unified, own);

    /// <summary>The mode.</summary>
    public CgroupMode Mode { get; }

    /// <summary>The v1 hierarchies.</summary>
    public List<CgroupHierarchy> Hierarchies { get; }

    /// <summary>The v2 tree, or null.</summary>
    public CgroupHierarchy? Unified { get; }

    /// <summary>This process's cgroup by controller; <c>""</c> for v2.</summary>
    public Dictionary<string, string> Own { get; }

    /// <summary>The host as it was when first asked: it does not change while one command runs.</summary>
    public static CgroupHost Detect() => detected ??= Look();

    /// <summary>Looks at the host.</summary>
    public static CgroupHost Look()
    {
        statfs root = default;
        // Safe: the literal ends with a NUL and the struct is the kernel's, statfs(2).
        fixed (byte* path = "/sys/fs/cgroup\0"u8)
        {
            // Without the directory there may still be v1 mounts elsewhere.
            if (Libc.statfs(path, &root) == -1 && errno != Errno.ENOENT) LinuxException.Throw("statfs", Root);
        }
        Dictionary<string, string> own = ParseOwn(CgroupFile.Read("/proc/self/cgroup"));
        if (root.f_type == CGROUP2_SUPER_MAGIC)
            return new CgroupHost(CgroupMode.Unified, [], new CgroupHierarchy("", [""], Root, "/"), own);
        byte[] mounts = FileBytes.ReadAll(AT_FDCWD, "/proc/self/mountinfo");
        List<CgroupHierarchy> hierarchies = [];
        CgroupHierarchy? unified = null;
        Parse(mounts, Root + "/", hierarchies, ref unified);
        if (hierarchies.Count == 0 && unified is null) Parse(mounts, "/", hierarchies, ref unified);
        return new CgroupHost(unified is null ? CgroupMode.Legacy : CgroupMode.Hybrid, hierarchies, unified, own);
    }

    /// <summary>
    /// The hierarchies in mountinfo that are mounted below <paramref name="place"/>, each at its first mount.
    /// </summary>
    private static void Parse(
        ReadOnlySpan<byte> mounts,
        string place,
        List<CgroupHierarchy> hierarchies,
        ref CgroupHierarchy? unified
    )
    {
        // The only separator that stands between spaces, proc(5): id parent dev root mountpoint options … - type source
        // superoptions.
        ReadOnlySpan<byte> mark = " - cgroup"u8;
        while (!mounts.IsEmpty)
        {
            int end = mounts.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? mounts : mounts[..end];
            mounts = end < 0 ? default : mounts[(end + 1)..];
            int dash = line.IndexOf(mark);
            if (dash < 0) continue;
            string[] before = KernelText.Decode(line[..dash]).Split(' ');
            string[] after = KernelText.Decode(line[(dash + 3)..]).Split(' ');
            string root = MountInfoText.Unescape(before[3]),
                mountPoint = MountInfoText.Unescape(before[4]);
            if (!mountPoint.StartsWith(place, StringComparison.Ordinal))
                continue;
            if (after[0] == "cgroup2")
                unified ??= new CgroupHierarchy(Name(mountPoint), [""], mountPoint, root);
            else if (after[0] == "cgroup")
                Add(hierarchies, new CgroupHierarchy(Name(mountPoint), Controllers(after[2]), mountPoint, root));
        }
    }

    private static void Add(List<CgroupHierarchy> hierarchies, CgroupHierarchy found)
    {
        foreach (CgroupHierarchy known in hierarchies)
        {
            if (known.Controllers.AsSpan().SequenceEqual(found.Controllers)) return;
        }
        hierarchies.Add(found);
    }

    private static string Name(string mountPoint) => mountPoint[(mountPoint.LastIndexOf('/') + 1)..];

    /// <summary>
    /// Every other option of a v1 mount is a controller or a name, cgroup1_show_options of the kernel.
    /// </summary>
    private static string[] Controllers(string options)
    {
        List<string> controllers = [];
        foreach (string option in options.Split(','))
        {
            bool other =
                option
                    is "rw"
                        or "ro"
                        or "xattr"
                        or "noprefix"
                        or "clone_children"
                        or "cpuset_v2_mode"
                        or "favordynmods"
                || option.StartsWith("release_agent", StringComparison.Ordinal);
            if (!other) controllers.Add(option);
        }
        return controllers.ToArray();
    }

    /// <summary>The cgroups of process <paramref name="pid"/> by controller; <c>""</c> for v2.</summary>
    public static Dictionary<string, string> PathsOf(int pid) => ParseOwn(CgroupFile.Read($"/proc/{pid}/cgroup"));

    private static Dictionary<string, string> ParseOwn(string text)
    {
        Dictionary<string, string> own = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // id:controllers:path, cgroups(7)
            int first = line.IndexOf(':');
            int second = line.IndexOf(':', first + 1);
            string path = line[(second + 1)..];
            foreach (string controller in line[(first + 1)..second].Split(',')) own[controller] = path;
        }
        return own;
    }
}
