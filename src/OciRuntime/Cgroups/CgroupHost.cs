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
/// <param name="Name">Its folder's name, which is its controllers: <c>cpu,cpuacct</c>; <c>systemd</c> for a named one.</param>
/// <param name="Controllers">Its controllers; <c>name=systemd</c> for a named one.</param>
/// <param name="MountPoint">Where it is mounted.</param>
internal sealed record CgroupHierarchy(string Name, string[] Controllers, string MountPoint);

/// <summary>The host's cgroups: mode, mounts, and where this process is in them; cgroups(7).</summary>
internal sealed unsafe class CgroupHost
{
    /// <summary>Where distributions mount cgroups.</summary>
    public const string Root = "/sys/fs/cgroup";

    private CgroupHost(CgroupMode mode, List<CgroupHierarchy> hierarchies, string? unified, Dictionary<string, string> own) =>
        (Mode, Hierarchies, UnifiedMountPoint, Own) = (mode, hierarchies, unified, own);

    /// <summary>The mode.</summary>
    public CgroupMode Mode { get; }

    /// <summary>The v1 hierarchies.</summary>
    public List<CgroupHierarchy> Hierarchies { get; }

    /// <summary>Where the v2 tree is mounted, or null.</summary>
    public string? UnifiedMountPoint { get; }

    /// <summary>This process's cgroup by controller; <c>""</c> for v2.</summary>
    public Dictionary<string, string> Own { get; }

    /// <summary>Looks at the host.</summary>
    public static CgroupHost Detect()
    {
        statfs root;
        fixed (byte* path = "/sys/fs/cgroup\0"u8)
        {
            if (Libc.statfs(path, &root) == -1) LinuxException.Throw("statfs", Root);
        }
        Dictionary<string, string> own = ParseOwn(CgroupFile.Read("/proc/self/cgroup"));
        if (root.f_type == CGROUP2_SUPER_MAGIC) return new CgroupHost(CgroupMode.Unified, [], Root, own);
        List<CgroupHierarchy> hierarchies = [];
        string? unified = null;
        foreach (string line in CgroupFile.Read("/proc/self/mountinfo").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            ParseMount(line, hierarchies, ref unified);
        }
        return new CgroupHost(unified is null ? CgroupMode.Legacy : CgroupMode.Hybrid, hierarchies, unified, own);
    }

    /// <summary>One line of mountinfo, proc(5): id parent dev root mountpoint options … - type source superoptions.</summary>
    private static void ParseMount(string line, List<CgroupHierarchy> hierarchies, ref string? unified)
    {
        int dash = line.IndexOf(" - cgroup", StringComparison.Ordinal);
        if (dash < 0) return;
        string[] before = line[..dash].Split(' ');
        string[] after = line[(dash + 3)..].Split(' ');
        string mountPoint = before[4];
        if (!mountPoint.StartsWith(Root, StringComparison.Ordinal)) return;
        if (after[0] == "cgroup2")
        {
            unified = mountPoint;
            return;
        }
        List<string> controllers = [];
        foreach (string option in after[2].Split(','))
        {
            if (option is not ("rw" or "ro" or "xattr" or "noprefix" or "clone_children" or "cpuset_v2_mode") && !option.StartsWith("release_agent", StringComparison.Ordinal)) controllers.Add(option);
        }
        string name = mountPoint[(mountPoint.LastIndexOf('/') + 1)..];
        foreach (CgroupHierarchy known in hierarchies)
        {
            if (known.Name == name) return;
        }
        hierarchies.Add(new CgroupHierarchy(name, controllers.ToArray(), mountPoint));
    }

    private static Dictionary<string, string> ParseOwn(string text)
    {
        Dictionary<string, string> own = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int first = line.IndexOf(':');
            int second = line.IndexOf(':', first + 1);
            string path = line[(second + 1)..];
            foreach (string controller in line[(first + 1)..second].Split(',')) own[controller] = path;
        }
        return own;
    }
}
