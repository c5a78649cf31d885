using System;
using System.Collections.Generic;
using OciRuntime.Cgroups;
using OciRuntime.Config;
using OciRuntime.Native;

namespace OciRuntime.Checks;

/// <summary>Cgroups: which version, which controllers, and whether a cgroup can be made.</summary>
internal static class CgroupCheck
{
    private static readonly (string Unified, string Legacy, string Limits)[] Controllers =
    [
        ("cpu", "cpu", "CPU time"), ("cpuset", "cpuset", "CPUs and memory nodes"), ("memory", "memory", "memory"),
        ("pids", "pids", "processes"), ("io", "blkio", "block devices"), ("hugetlb", "hugetlb", "huge pages"),
    ];

    /// <summary>Looks at them.</summary>
    public static void Run(CheckTarget target, CheckReport report)
    {
        if (target.CgroupManager == "disabled")
        {
            report.Ok("cgroups", "not used: --cgroup-manager disabled");
            return;
        }
        CgroupHost host = CgroupHost.Detect();
        if (host.Hierarchies.Count == 0 && host.Unified is null)
        {
            report.Add(new CheckResult("cgroups", CheckState.Missing, "no cgroup filesystem is mounted")
            {
                Advice = "mount cgroup2 on /sys/fs/cgroup, or use --cgroup-manager disabled",
                Needed = !target.Rootless,
            });
            return;
        }
        report.Ok("cgroups", host.Mode switch
        {
            CgroupMode.Unified => "version 2",
            CgroupMode.Hybrid => "version 1, with a tree of version 2 beside it",
            _ => "version 1",
        });
        AddControllers(target, host, report);
        AddDelegation(target, host, report);
    }

    private static void AddControllers(CheckTarget target, CgroupHost host, CheckReport report)
    {
        bool unified = host.Mode == CgroupMode.Unified;
        string[] available = Available(target, host);
        HashSet<string> wanted = Wanted(target.Spec?.Linux?.Resources, unified);
        foreach ((string v2, string v1, string limits) in Controllers)
        {
            string name = unified ? v2 : v1;
            if (target.Spec is not null && !wanted.Contains(name)) continue;
            bool there = Array.IndexOf(available, name) >= 0;
            string found = there ? $"limits of {limits}" : $"no limits of {limits}";
            report.Add(new CheckResult("controller " + name, there ? CheckState.Ok : CheckState.Missing, found)
            {
                Advice = there ? null : Missing(target, name, unified),
                Needed = wanted.Contains(name),
                Pointer = there || target.Spec is null ? "" : "/linux/resources",
            });
        }
        if (unified || target.Rootless) return;
        // Without it no rule about devices holds: create refuses it.
        bool devices = Array.IndexOf(available, "devices") >= 0;
        report.Add(new CheckResult(
            "controller devices",
            devices ? CheckState.Ok : CheckState.Missing,
            devices ? "rules about devices" : "no rules about devices")
        {
            Advice = devices ? null : Missing(target, "devices", unified),
            Needed = true,
        });
    }

    private static string Missing(CheckTarget target, string controller, bool unified)
    {
        if (!unified) return $"mount -t cgroup -o {controller} cgroup {CgroupHost.Root}/{controller}";
        return target.Rootless
            ? $"systemctl edit user@.service: [Service] Delegate=yes, or Delegate={controller} among others"
            : "remove cgroup_disable= from the kernel's command line, or unmount the version 1 hierarchy that has it";
    }

    private static HashSet<string> Wanted(LinuxResources? resources, bool unified)
    {
        HashSet<string> wanted = [];
        if (resources is null) return wanted;
        foreach ((string controller, string _) in unified
            ? Cgroups.V2.Limits.Needed(resources)
            : Cgroups.V1.Limits.Needed(resources))
        {
            wanted.Add(controller);
        }
        return wanted;
    }

    private static string[] Available(CheckTarget target, CgroupHost host)
    {
        if (host.Mode != CgroupMode.Unified)
        {
            List<string> mounted = [];
            foreach (CgroupHierarchy hierarchy in host.Hierarchies) mounted.AddRange(hierarchy.Controllers);
            return mounted.ToArray();
        }
        // A user has those that were handed on to the cgroup beside which the container's is made.
        string place = target.Rootless ? Directory(host) : CgroupHost.Root;
        string text = HostText.TryRead(place + "/cgroup.controllers") ?? "";
        return text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The directory in which a container's cgroup of version 2 is made.</summary>
    private static string Directory(CgroupHost host)
    {
        string inner = CgroupPaths.InUnified(host, "x");
        return inner[..inner.LastIndexOf('/')];
    }

    private static void AddDelegation(CheckTarget target, CgroupHost host, CheckReport report)
    {
        if (target.CgroupManager == "systemd") return;
        List<(string Name, string Place)> places = [];
        if (host.Mode == CgroupMode.Unified)
            places.Add(("the tree", target.Rootless ? Directory(host) : CgroupHost.Root));
        foreach (CgroupHierarchy hierarchy in host.Hierarchies)
            places.Add(($"`{hierarchy.Name}`", CgroupPaths.OfCaller(hierarchy, host)));
        string refused = "";
        int error = 0;
        foreach ((string name, string place) in places)
        {
            int one = HostText.CheckWritable(place);
            if (one == 0) continue;
            error = one;
            refused += (refused.Length == 0 ? "" : ", ") + name;
        }
        if (error == 0)
        {
            report.Ok("cgroup delegation", "cgroups can be made");
            return;
        }
        bool unified = host.Mode == CgroupMode.Unified;
        bool limits = target.Spec?.Linux is { } linux
            && (!string.IsNullOrEmpty(linux.CgroupsPath) || Wanted(linux.Resources, unified).Count > 0);
        report.Add(new CheckResult(
            "cgroup delegation",
            target.Rootless && !limits ? CheckState.Limited : CheckState.Missing,
            $"no cgroup can be made in {refused}: {Errno.Describe(error)} ({Errno.Name(error)})"
                + (target.Rootless ? ": a container without limits gets none" : ""))
        {
            Advice = error == Errno.EROFS ? "mount it read-write, or use --cgroup-manager disabled"
                : "use --systemd-cgroup with cgroup version 2, or --cgroup-manager disabled",
            Needed = true,
        });
    }
}
