using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>Flags of mount(2) as attributes of mount_setattr(2).</summary>
internal static class MountAttributes
{
    private const ulong Times = MS_NOATIME | MS_NODIRATIME | MS_RELATIME | MS_STRICTATIME;

    /// <summary>
    /// What <c>mount --bind -o</c> makes of <paramref name="flags"/>: exactly these flags, all others off. Access times
    /// stay as they are unless a flag names one, and then strictatime goes before noatime, as in the kernel's
    /// path_mount (fs/namespace.c).
    /// </summary>
    public static (ulong Set, ulong Clear) ForBind(ulong flags)
    {
        ulong set = 0, clear = 0;
        Take(MS_RDONLY, MOUNT_ATTR_RDONLY);
        Take(MS_NOSUID, MOUNT_ATTR_NOSUID);
        Take(MS_NODEV, MOUNT_ATTR_NODEV);
        Take(MS_NOEXEC, MOUNT_ATTR_NOEXEC);
        Take(MS_NOSYMFOLLOW, MOUNT_ATTR_NOSYMFOLLOW);
        if ((flags & Times) != 0)
        {
            Take(MS_NODIRATIME, MOUNT_ATTR_NODIRATIME);
            clear |= MOUNT_ATTR__ATIME;
            if ((flags & MS_STRICTATIME) != 0) set |= MOUNT_ATTR_STRICTATIME;
            else if ((flags & MS_NOATIME) != 0) set |= MOUNT_ATTR_NOATIME;
        }
        return (set, clear);

        void Take(ulong flag, ulong attribute)
        {
            if ((flags & flag) != 0) set |= attribute;
            else clear |= attribute;
        }
    }

    /// <summary>
    /// What a mount of the host may not lose in a user namespace, mount_namespaces(7); access times are kept unless an
    /// option names them.
    /// </summary>
    public const ulong Lockable = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;

    /// <summary>Leaves the host's flags out of what a change clears, as runc does it.</summary>
    /// <param name="clear">MOUNT_ATTR_* that it clears.</param>
    /// <param name="askedClear">Those that an option asks to clear, not only leaves out.</param>
    /// <param name="locked">What the mount has and may not lose.</param>
    /// <returns>False if an option asks for what is locked.</returns>
    public static bool KeepLocked(ref ulong clear, ulong askedClear, ulong locked)
    {
        if ((locked & askedClear & ~MOUNT_ATTR__ATIME) != 0) return false;
        clear &= ~(locked & ~MOUNT_ATTR__ATIME);
        return true;
    }

    /// <summary>The attributes that <paramref name="flags"/> name, access times aside.</summary>
    public static ulong Named(ulong flags)
    {
        // MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC have the same values as MOUNT_ATTR_*
        ulong attributes = flags & 0xF;
        if ((flags & MS_NODIRATIME) != 0) attributes |= MOUNT_ATTR_NODIRATIME;
        if ((flags & MS_NOSYMFOLLOW) != 0) attributes |= MOUNT_ATTR_NOSYMFOLLOW;
        return attributes;
    }

    /// <summary>The attributes of a new mount with <paramref name="flags"/>, as in the kernel's path_mount.</summary>
    public static ulong ForNew(ulong flags)
    {
        ulong attributes = Named(flags);
        if ((flags & MS_STRICTATIME) != 0) attributes |= MOUNT_ATTR_STRICTATIME;
        else if ((flags & MS_NOATIME) != 0) attributes |= MOUNT_ATTR_NOATIME;
        return attributes;
    }

    /// <summary>Attributes that a mount has, from statfs(2) f_flags, among those that the kernel may lock.</summary>
    public static ulong FromStatfs(long flags)
    {
        // ST_* of statfs(2): RDONLY 1, NOSUID 2, NODEV 4, NOEXEC 8, NOATIME 0x400, NODIRATIME 0x800, RELATIME 0x1000,
        // NOSYMFOLLOW 0x2000
        ulong set = (ulong)flags & 0xF;
        if ((flags & 0x800) != 0) set |= MOUNT_ATTR_NODIRATIME;
        if ((flags & 0x2000) != 0) set |= MOUNT_ATTR_NOSYMFOLLOW;
        if ((flags & 0x400) != 0) set |= MOUNT_ATTR_NOATIME;
        else if ((flags & 0x1000) == 0) set |= MOUNT_ATTR_STRICTATIME;
        return set;
    }
}
