using System.Globalization;
using OciRuntime.Config;
using OciRuntime.Containers;
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
        string user = Users.NameOf(uid), number = uid.ToString(CultureInfo.InvariantCulture);
        string found = "";
        bool covers = maps is null;
        foreach (string line in (HostText.TryRead(file) ?? "").Split('\n'))
        {
            string[] fields = line.Split(':');
            if (fields.Length != 3 || (fields[0] != user && fields[0] != number)) continue;
            if (!ulong.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong first)) continue;
            if (!ulong.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out ulong count)) continue;
            found += $"{(found.Length == 0 ? "" : ", ")}{count} from {first} on";
            covers |= maps is not null && Covers(maps, first, count, uid);
        }
        string name = "sub" + kind;
        string advice = $"usermod --add-sub{kind}s 100000-165535 {user}";
        if (found.Length == 0)
            return new CheckResult(name, CheckState.Missing, $"`{file}` grants {user} no ids") { Advice = advice };
        if (covers) return new CheckResult(name, CheckState.Ok, $"`{file}` grants {user} {found}");
        return new CheckResult(
            name, CheckState.Missing, $"the config maps ids that `{file}` does not grant: {user} has {found}")
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
