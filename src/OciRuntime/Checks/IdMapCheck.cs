using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Launch.Parent;
using OciRuntime.Native.Paths;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Checks;

/// <summary>What a user needs to map more than the own id: subuid(5), newuidmap(1).</summary>
internal static unsafe class IdMapCheck
{
    /// <summary>Looks at both kinds of ids; not for root, who may map any.</summary>
    public static void Run(CheckTarget target, CheckReport report)
    {
        if (target.Host.MayMapAnyId) return;
        Linux? linux = target.Spec?.Linux;
        One(target, "uid", linux?.UIDMappings, report);
        One(target, "gid", linux?.GIDMappings, report);
    }

    private static void One(CheckTarget target, string kind, LinuxIDMapping[]? maps, CheckReport report)
    {
        bool one = target.Spec is not null && maps is null or [] or [{ Size: 1 }];
        if (target.Spec is not null && one) return;
        string file = $"/etc/sub{kind}", helper = $"new{kind}map";
        report.Add(Helper(helper) with { Needed = target.Spec is not null });
        report.Add(Range(target.Host.EffectiveUid, file, kind, maps) with { Needed = target.Spec is not null });
    }

    private static CheckResult Helper(string helper)
    {
        if (HostText.FindProgram(helper) is not { } path)
        {
            return new CheckResult(helper, CheckState.Missing, "not found: a container has one id only")
            {
                Advice = "install Debian's package uidmap, or shadow-utils",
            };
        }
        int fd = HostPath.Open(path, O_PATH);
        if (fd == -1) return new CheckResult(helper, CheckState.Limited, $"`{path}` cannot be looked at");
        using OwnedFd file = new(fd);
        bool setuid = (HostPath.Facts(fd, path).stx_mode & 0x800 /* S_ISUID */) != 0;
        bool ok = setuid || HasCapabilities(path);
        return new CheckResult(helper, ok ? CheckState.Ok : CheckState.Missing, ok ? $"`{path}`"
            : $"`{path}` has neither the setuid bit nor file capabilities: it maps nothing")
        {
            Advice = ok ? null : $"chmod u+s {path}",
        };
    }

    /// <summary>Distributions give it cap_setuid instead of the setuid bit.</summary>
    private static bool HasCapabilities(string path)
    {
        // Safe: both names are pinned for the call and end with a NUL; nothing is read.
        fixed (byte* file = KernelText.Terminated(path), name = "security.capability\0"u8)
            return lgetxattr(file, name, null, 0) > 0;
    }

    private static CheckResult Range(uint uid, string file, string kind, LinuxIDMapping[]? maps)
    {
        List<SubordinateIds.Range> ranges = SubordinateIds.Read(file, uid);
        bool covers = maps is null;
        foreach (SubordinateIds.Range range in ranges)
            covers |= maps is not null && Covers(maps, range.First, range.Count, uid);
        string name = "sub" + kind;
        string advice = $"usermod --add-sub{kind}s 100000-165535 {UserNames.Find(uid)}";
        string found = SubordinateIds.Describe(file, uid, ranges);
        if (ranges.Count == 0) return new CheckResult(name, CheckState.Missing, found) { Advice = advice };
        if (covers) return new CheckResult(name, CheckState.Ok, found);
        return new CheckResult(name, CheckState.Missing, $"the config maps other ids: {found}")
        {
            Advice = advice,
            Pointer = $"/linux/{kind}Mappings",
        };
    }

    private static bool Covers(LinuxIDMapping[] maps, ulong first, ulong count, uint own)
    {
        foreach (LinuxIDMapping map in maps)
        {
            bool isOwn = map.Size == 1 && map.HostID == own;
            if (!isOwn && (map.HostID < first || (ulong)map.HostID + map.Size > first + count)) return false;
        }
        return true;
    }
}
