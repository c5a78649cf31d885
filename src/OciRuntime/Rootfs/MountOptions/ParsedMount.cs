using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.MountOptions;

/// <summary>The options of one mount, sorted by which kernel interface takes them; config.md, Linux mount options.</summary>
internal struct ParsedMount
{
    /// <summary>MS_* that the options set, mount(2).</summary>
    public ulong Flags;

    /// <summary>MS_* that the options clear.</summary>
    public ulong ClearFlags;

    /// <summary>The propagation options in their order: MS_SHARED, MS_SLAVE, MS_PRIVATE or MS_UNBINDABLE, with MS_REC for the <c>r…</c> ones.</summary>
    public ulong[] Propagation;

    /// <summary>MOUNT_ATTR_* that the <c>r…</c> options set on the mount and all below it, mount_setattr(2).</summary>
    public ulong RecursiveSet;

    /// <summary>MOUNT_ATTR_* that the <c>r…</c> options clear.</summary>
    public ulong RecursiveClear;

    /// <summary>What is not an option of every filesystem, joined by commas: the data argument of mount(2).</summary>
    public string Data;

    /// <summary><c>tmpcopyup</c>: the files that a tmpfs hides are copied into it.</summary>
    public bool TmpCopyUp;

    /// <summary><c>idmap</c>.</summary>
    public bool IdMap;

    /// <summary><c>ridmap</c>: the id mapping covers the mounts below, too.</summary>
    public bool RIdMap;

    /// <summary><c>bind</c> or <c>rbind</c>.</summary>
    public readonly bool IsBind => (Flags & MS_BIND) != 0;

    /// <summary><c>rbind</c>.</summary>
    public readonly bool Recursive => (Flags & MS_REC) != 0;

    /// <summary><c>remount</c>: what is mounted already changes its options.</summary>
    public readonly bool IsRemount => (Flags & MS_REMOUNT) != 0;

    /// <summary><c>ro</c>.</summary>
    public readonly bool ReadOnly => (Flags & MS_RDONLY) != 0;

    /// <summary>Any option that names a flag of the mount itself: a bind mount then takes exactly these (see <see cref="MountAttributes"/>).</summary>
    public readonly bool HasMountFlags => (Flags & ~(MS_BIND | MS_REC | MS_REMOUNT)) != 0 || ClearFlags != 0;
}
