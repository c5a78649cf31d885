using System;
using System.Collections.Generic;
using OciRuntime.Config;

namespace OciRuntime.Checks;

/// <summary>The filesystems that are mounted: whether the kernel has them, or a module for them.</summary>
internal static class FilesystemCheck
{
    /// <summary>Looks at those of the config; of any container at those that each has, and overlay.</summary>
    public static void Run(CheckTarget target, CheckReport report)
    {
        Dictionary<string, string> types = [];
        if (target.Spec is null)
        {
            foreach (string type in (string[])["proc", "sysfs", "tmpfs", "devpts", "mqueue", "overlay"])
                types[type] = "";
        }
        for (int i = 0; i < target.Mounts.Length; i++)
        {
            Mount mount = target.Mounts[i];
            // A mount of cgroups shows what the host has, cgroups(7): it is checked as such.
            bool none = mount.IsBind || mount.Parsed.IsRemount;
            if (none || mount.Type is null or "" or "none" or "bind" or "cgroup") continue;
            types.TryAdd(mount.Type, $"/mounts/{i}/type");
        }
        string known = "\n" + HostText.TryRead("/proc/filesystems") + "\n";
        foreach ((string type, string pointer) in types)
        {
            bool there = known.Contains($"\t{type}\n", StringComparison.Ordinal);
            bool module = !there && HasModule(type);
            report.Add(new CheckResult(
                "filesystem " + type,
                there || module ? CheckState.Ok : CheckState.Missing,
                there ? "in the kernel" : module ? "a module, loaded when it is mounted" : "this kernel has none")
            {
                Advice = there || module ? null : "install or load its module, or use another filesystem",
                Needed = target.Spec is not null || type != "overlay",
                Pointer = there || module ? "" : pointer,
            });
        }
    }

    private static bool HasModule(string type)
    {
        string modules = "/lib/modules/" + HostText.TryRead("/proc/sys/kernel/osrelease");
        string list = HostText.TryRead(modules + "/modules.dep") ?? "";
        return list.Contains($"/{type}.ko", StringComparison.Ordinal);
    }
}
