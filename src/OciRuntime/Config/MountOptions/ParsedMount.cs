using static OciRuntime.Native.Libc;

namespace OciRuntime.Config;

/// <summary>
/// The options of one mount, sorted by which kernel interface takes them; config.md, Linux mount options.
/// </summary>
internal sealed class ParsedMount
{
    /// <summary>Flags of a filesystem, which all mounts of it share; fs/namespace.c, path_mount.</summary>
    public const ulong FilesystemFlags =
        MS_SYNCHRONOUS | MS_DIRSYNC | MS_MANDLOCK | MS_LAZYTIME | MS_I_VERSION | MS_SILENT;

    /// <summary>MS_* that the options set, mount(2).</summary>
    public ulong Flags { get; set; }

    /// <summary>MS_* that the options clear.</summary>
    public ulong ClearFlags { get; set; }

    /// <summary>
    /// The propagation options in their order: MS_SHARED, MS_SLAVE, MS_PRIVATE or MS_UNBINDABLE, with MS_REC for the
    /// <c>r…</c> ones.
    /// </summary>
    public ulong[] Propagation { get; set; } = [];

    /// <summary>
    /// MOUNT_ATTR_* that the <c>r…</c> options set on the mount and all below it, mount_setattr(2).
    /// </summary>
    public ulong RecursiveSet { get; set; }

    /// <summary>MOUNT_ATTR_* that the <c>r…</c> options clear.</summary>
    public ulong RecursiveClear { get; set; }

    /// <summary>What is not an option of every filesystem, joined by commas: the data argument of mount(2).</summary>
    public string Data { get; set; } = "";

    /// <summary>Where the options of <see cref="Data"/> are in the config's list.</summary>
    public int[] DataOptions { get; set; } = [];

    /// <summary><c>tmpcopyup</c>: the files that a tmpfs hides are copied into it.</summary>
    public bool TmpCopyUp { get; set; }

    /// <summary><c>idmap</c> or <c>ridmap</c>.</summary>
    public bool IdMap { get; set; }

    /// <summary>What follows <c>idmap=</c>, see <see cref="MountIdMap"/>; or null.</summary>
    public string? Mappings { get; set; }

    /// <summary><c>ridmap</c>: the id mapping also covers the mounts below.</summary>
    public bool RIdMap { get; set; }

    /// <summary>
    /// <c>copy-symlink</c>: a source that is a symbolic link is made again at the destination; crun(1).
    /// </summary>
    public bool CopySymlink { get; set; }

    /// <summary><c>src-nofollow</c>: a source that is a symbolic link is bound itself; crun(1).</summary>
    public bool SourceNoFollow { get; set; }

    /// <summary><c>dest-nofollow</c>: a destination that is a symbolic link is covered itself; crun(1).</summary>
    public bool DestinationNoFollow { get; set; }

    /// <summary><c>bind</c> or <c>rbind</c>.</summary>
    public bool IsBind => (Flags & MS_BIND) != 0;

    /// <summary><c>rbind</c>.</summary>
    public bool Recursive => (Flags & MS_REC) != 0;

    /// <summary><c>remount</c>: what is mounted already changes its options.</summary>
    public bool IsRemount => (Flags & MS_REMOUNT) != 0;

    /// <summary><c>ro</c>.</summary>
    public bool ReadOnly => (Flags & MS_RDONLY) != 0;

    /// <summary>
    /// The mount itself cannot be written once all options are applied: <c>rro</c> and <c>rrw</c> come last.
    /// </summary>
    public bool EndsReadOnly =>
        (RecursiveSet & MOUNT_ATTR_RDONLY) != 0 || (ReadOnly && (RecursiveClear & MOUNT_ATTR_RDONLY) == 0);

    /// <summary>
    /// Any option names a flag of the mount itself: a bind mount then takes exactly these, as <c>mount --bind -o</c>
    /// does it.
    /// </summary>
    public bool HasMountFlags => (Flags & ~(MS_BIND | MS_REC | MS_REMOUNT)) != 0 || ClearFlags != 0;
}
