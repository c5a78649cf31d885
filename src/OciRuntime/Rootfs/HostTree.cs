using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Namespaces;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>
/// Detached copies of the host's mounts, opened and changed before the clone (docs/adr/0006): the child only attaches
/// them, so a source needs no access from inside a user namespace and nobody ever sees one half changed.
/// </summary>
internal static class HostTree
{
    /// <summary>Opens a copy of what lies at <paramref name="source"/>.</summary>
    /// <exception cref="OcirunException">It cannot be opened; the pointer is <paramref name="pointer"/>.</exception>
    public static OwnedFd Open(IHostMounts host, string source, bool recursive, string pointer, bool noFollow = false)
    {
        int fd = recursive ? host.CloneTreeForYounger(source, noFollow) : host.CloneTree(source, false, noFollow);
        if (fd != -1) return new OwnedFd(fd);
        int error = errno;
        // The kernel has the one errno for it and for a path of another mount namespace, open_tree(2).
        if (error == Errno.EINVAL && !recursive && HasMountsBelow(source))
        {
            throw new SpecException([new SpecError(pointer, $"`{source}` has mounts below it, and a user namespace "
                + "may not see what they cover", "`rbind` binds it with them")]);
        }
        throw Failure("open", source, error, pointer);
    }

    /// <summary>
    /// The same with all mounts below, for a child that opens it again where a pinned mount namespace in it is in the
    /// way.
    /// </summary>
    /// <exception cref="OcirunException">It cannot be opened; the pointer is <paramref name="pointer"/>.</exception>
    public static OwnedFd OpenAny(IHostMounts host, string source, string pointer)
    {
        int fd = host.CloneTree(source, true, false);
        if (fd == -1) throw Failure("open", source, errno, pointer);
        return new OwnedFd(fd);
    }

    private static bool HasMountsBelow(string source)
    {
        const int MountPoint = 4; // the field's index, proc_pid_mountinfo(5)
        string place = LexicalPath.Clean(source);
        foreach (string line in ProcFile.Read("self/mountinfo").Split('\n'))
        {
            string[] fields = line.Split(' ', MountPoint + 2);
            if (fields.Length <= MountPoint) continue;
            string mount = MountInfoText.Unescape(fields[MountPoint]);
            if (mount != place && LexicalPath.IsWithin(mount, place)) return true;
        }
        return false;
    }

    /// <summary>Applies <paramref name="steps"/> to the tree.</summary>
    /// <param name="host">The host's mounts.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="steps">The changes.</param>
    /// <param name="locks">
    /// The flags of the host's mount stay, as in the container's user namespace the kernel would have it.
    /// </param>
    /// <param name="source">What the tree is a copy of.</param>
    /// <param name="pointer">Where the config names it.</param>
    /// <exception cref="OcirunException">The kernel refuses, or a flag is locked that would have to go.</exception>
    public static void Change(IHostMounts host, OwnedFd tree, IReadOnlyList<AttributeStep> steps, bool locks,
        string source, string pointer)
    {
        ulong locked = locks ? host.Flags(tree, source) & MountAttributes.Lockable : 0;
        for (int i = 0; i < steps.Count; i++)
        {
            AttributeStep step = steps[i];
            if ((step.Set | step.Clear) != 0) step = KeepLocked(step, locked, source, pointer);
            int error = host.Change(tree, step, -1);
            // In a user namespace the flags of the host's mounts are locked, mount_namespaces(7): kept, unless the
            // config forbids it.
            if (error == Errno.EPERM && step.Clear != 0)
            {
                ulong all = host.Flags(tree, source);
                bool otherTimes = (step.Clear & MOUNT_ATTR__ATIME) != 0 && ((step.Set ^ all) & MOUNT_ATTR__ATIME) != 0;
                if (otherTimes) throw Failure("change the access times of", source, Errno.EPERM, pointer);
                step = KeepLocked(step, all, source, pointer);
                step = step with { Set = step.Set & ~MOUNT_ATTR__ATIME, Clear = step.Clear & ~MOUNT_ATTR__ATIME };
                error = host.Change(tree, step, -1);
            }
            if (error != 0) throw Failure("set the options of", source, error, pointer);
        }
    }

    /// <summary>Maps the owners of the files in the tree through <paramref name="userNamespace"/>.</summary>
    public static void MapIds(
        IHostMounts host,
        OwnedFd tree,
        OwnedFd userNamespace,
        bool recursive,
        string source,
        string pointer
    )
    {
        int error = host.Change(tree, new AttributeStep(MOUNT_ATTR_IDMAP, 0, 0, recursive), userNamespace.Fd);
        if (error == 0) return;
        string? why = IdMapDiagnosis.Explain(host, userNamespace.Fd, recursive, source, error);
        throw Failure("id-map", source, error, pointer, why);
    }

    /// <summary>The error of a host object that the config names; a lack of the host is none of the config.</summary>
    public static OcirunException Failure(string act, string target, int error, string pointer, string? why = null) =>
        error is Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM or Errno.ENOSPC
            ? new LinuxException(act, target, error, pointer) { Hint = why ?? NamespaceDiagnosis.ExplainMounts(error) }
            : new SpecException([
                new SpecError(pointer, $"{act} `{target}`: {Errno.Describe(error)} ({Errno.Name(error)})",
                    why ?? RefusedCalls.Explain(error)),
            ]);

    private static AttributeStep KeepLocked(AttributeStep step, ulong locked, string source, string pointer)
    {
        ulong clear = step.Clear;
        if (MountAttributes.KeepLocked(ref clear, step.AskedClear, locked)) return step with { Clear = clear };
        throw new SpecException([new SpecError(
            pointer, $"the options would clear flags of the host's mount `{source}`, which a user namespace may not")]);
    }
}
