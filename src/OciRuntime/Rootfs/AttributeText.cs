using System.Text;
using OciRuntime.Launch.Plan;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>Attributes of mounts as text.</summary>
internal static class AttributeText
{
    /// <summary>The names of MS_SHARED, MS_SLAVE, MS_PRIVATE and MS_UNBINDABLE.</summary>
    public static string Propagation(ulong type) => FlagNames.Join(
        type, [("shared", MS_SHARED), ("slave", MS_SLAVE), ("private", MS_PRIVATE), ("unbindable", MS_UNBINDABLE)]);

    /// <summary>The names of mount(2)'s MS_*.</summary>
    public static string MountFlags(ulong flags) => FlagNames.Join(
        flags,
        [
            ("ro", MS_RDONLY), ("nosuid", MS_NOSUID), ("nodev", MS_NODEV), ("noexec", MS_NOEXEC),
            ("sync", MS_SYNCHRONOUS), ("remount", MS_REMOUNT), ("mand", MS_MANDLOCK), ("dirsync", MS_DIRSYNC),
            ("nosymfollow", MS_NOSYMFOLLOW), ("noatime", MS_NOATIME), ("nodiratime", MS_NODIRATIME), ("bind", MS_BIND),
            ("rec", MS_REC), ("silent", MS_SILENT), ("relatime", MS_RELATIME), ("iversion", MS_I_VERSION),
            ("strictatime", MS_STRICTATIME), ("lazytime", MS_LAZYTIME),
        ]);

    /// <summary>One mount_setattr(2) call: MOUNT_ATTR_* set and cleared, MS_* propagation.</summary>
    public static string Change(ulong set, ulong clear, ulong propagation, bool recursive)
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
        string flags = FlagNames.Join(
            attributes & ~MOUNT_ATTR__ATIME,
            [
                ("ro", MOUNT_ATTR_RDONLY), ("nosuid", MOUNT_ATTR_NOSUID), ("nodev", MOUNT_ATTR_NODEV),
                ("noexec", MOUNT_ATTR_NOEXEC), ("nodiratime", MOUNT_ATTR_NODIRATIME),
                ("nosymfollow", MOUNT_ATTR_NOSYMFOLLOW),
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
}
