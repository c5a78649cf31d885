using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>
/// Detached copies of the host's mounts, opened and dressed before the clone (docs/adr/0006): the child only attaches
/// them, so a source needs no access from inside a user namespace and nobody ever sees one half dressed.
/// </summary>
internal static class HostTree
{
    /// <summary>Opens a copy of what lies at <paramref name="source"/>.</summary>
    /// <exception cref="SpecException">It cannot be opened; the pointer is <paramref name="pointer"/>.</exception>
    public static OwnedFd Open(IHostMounts host, string source, bool recursive, string pointer)
    {
        int fd = host.CloneTree(source, recursive);
        if (fd == -1) throw Failure("open", source, errno, pointer);
        return new OwnedFd(fd);
    }

    /// <summary>Applies <paramref name="steps"/> to the tree.</summary>
    /// <exception cref="SpecException">The kernel refuses, or a flag is locked that would have to go.</exception>
    public static void Change(IHostMounts host, OwnedFd tree, IReadOnlyList<AttributeStep> steps, ParsedMount options, string source, string pointer)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            AttributeStep step = steps[i];
            int error = host.Change(tree, step, -1);
            // In a user namespace the flags of the host's mounts are locked, mount_namespaces(7): kept, unless the config forbids it.
            if (error == Errno.EPERM && step.Clear != 0) error = host.Change(tree, KeepLocked(tree, step, options, source, pointer), -1);
            if (error != 0) throw Failure("set the options of", source, error, pointer);
        }
    }

    /// <summary>Maps the owners of the files in the tree through <paramref name="userNamespace"/>.</summary>
    public static void MapIds(IHostMounts host, OwnedFd tree, OwnedFd userNamespace, bool recursive, string source, string pointer)
    {
        int error = host.Change(tree, new AttributeStep(MOUNT_ATTR_IDMAP, 0, 0, recursive), userNamespace.Fd);
        // EINVAL: the filesystem cannot map ids, mount_setattr(2).
        if (error != 0) throw Failure("id-map", source, error, pointer);
    }

    /// <summary>The error of a host object that the config names.</summary>
    public static SpecException Failure(string act, string target, int error, string pointer) =>
        new([new SpecError(pointer, $"{act} `{target}`: {Errno.Text(error)} ({Errno.Name(error)})")]);

    private static AttributeStep KeepLocked(OwnedFd tree, AttributeStep step, ParsedMount options, string source, string pointer)
    {
        ulong now = MountAttributes.FromStatfs(HostPath.Filesystem(tree.Fd, source).f_flags);
        ulong forbidden = now & MountAttributes.Named(options.ClearFlags);
        bool otherTimes = (step.Clear & MOUNT_ATTR__ATIME) != 0 && ((step.Set ^ now) & MOUNT_ATTR__ATIME) != 0;
        if (forbidden != 0 || otherTimes) throw Failure("clear the host's options of", source, Errno.EPERM, pointer);
        return step with { Set = step.Set | (now & ~MOUNT_ATTR__ATIME), Clear = step.Clear & ~now & ~MOUNT_ATTR__ATIME };
    }
}
