using System;
using System.Text;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Plan;

internal static unsafe partial class PlanPrinter
{
    private static string Namespaces(ulong flags) => Join(
        flags,
        [
            ("user", CLONE_NEWUSER), ("mount", CLONE_NEWNS), ("pid", CLONE_NEWPID), ("network", CLONE_NEWNET),
            ("ipc", CLONE_NEWIPC), ("uts", CLONE_NEWUTS), ("cgroup", CLONE_NEWCGROUP), ("time", CLONE_NEWTIME),
        ]);

    private static string Propagation(ulong type) => Join(
        type, [("shared", MS_SHARED), ("slave", MS_SLAVE), ("private", MS_PRIVATE), ("unbindable", MS_UNBINDABLE)]);

    private static string MountFlags(ulong flags) => Join(
        flags,
        [
            ("ro", MS_RDONLY), ("nosuid", MS_NOSUID), ("nodev", MS_NODEV), ("noexec", MS_NOEXEC),
            ("sync", MS_SYNCHRONOUS), ("remount", MS_REMOUNT), ("mand", MS_MANDLOCK), ("dirsync", MS_DIRSYNC),
            ("nosymfollow", MS_NOSYMFOLLOW), ("noatime", MS_NOATIME), ("nodiratime", MS_NODIRATIME), ("bind", MS_BIND),
            ("rec", MS_REC), ("silent", MS_SILENT), ("relatime", MS_RELATIME), ("iversion", MS_I_VERSION),
            ("strictatime", MS_STRICTATIME), ("lazytime", MS_LAZYTIME),
        ]);

    /// <summary>One mount_setattr(2) call: MOUNT_ATTR_* set and cleared, MS_* propagation.</summary>
    public static string Attributes(ulong set, ulong clear, ulong propagation, bool recursive)
    {
        StringBuilder text = new();
        if (set != 0) text.Append("set=").Append(Attributes(set)).Append(' ');
        if (clear != 0) text.Append("clear=").Append(Attributes(clear)).Append(' ');
        if (propagation != 0) text.Append("propagation=").Append(Propagation(propagation)).Append(' ');
        if (recursive) text.Append("recursive");
        return text.ToString().TrimEnd();
    }

    private static string Attributes(ulong attributes)
    {
        string flags = Join(
            attributes & ~MOUNT_ATTR__ATIME,
            [
                ("ro", MOUNT_ATTR_RDONLY), ("nosuid", MOUNT_ATTR_NOSUID), ("nodev", MOUNT_ATTR_NODEV),
                ("noexec", MOUNT_ATTR_NOEXEC), ("nodiratime", MOUNT_ATTR_NODIRATIME), ("nosymfollow", MOUNT_ATTR_NOSYMFOLLOW),
            ]);
        string time = (attributes & MOUNT_ATTR__ATIME) switch
        {
            0 => "",
            MOUNT_ATTR_NOATIME => "noatime",
            MOUNT_ATTR_STRICTATIME => "strictatime",
            _ => "atime",
        };
        if (time.Length == 0) return flags;
        return flags == "-" ? time : flags + "," + time;
    }

    /// <summary>major:minor of a device number as glibc's makedev(3) lays it out.</summary>
    private static string Device(ulong number)
    {
        ulong major = ((number >> 32) & 0xFFFFF000) | ((number >> 8) & 0xFFF);
        ulong minor = ((number >> 12) & 0xFFFFFF00) | (number & 0xFF);
        return $"{major}:{minor}";
    }

    private static string Join(ulong flags, ReadOnlySpan<(string Name, ulong Flag)> names)
    {
        StringBuilder text = new();
        foreach ((string name, ulong flag) in names)
        {
            if ((flags & flag) == 0) continue;
            text.Append(text.Length == 0 ? "" : ",").Append(name);
            flags &= ~flag;
        }
        if (flags != 0) text.Append(text.Length == 0 ? "" : ",").Append("0x").Append(flags.ToString("x", System.Globalization.CultureInfo.InvariantCulture));
        return text.Length == 0 ? "-" : text.ToString();
    }
}
