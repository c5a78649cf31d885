using System;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>The kernel's mounts.</summary>
/// <param name="locked">Where trees are copied from if the container may not unlock their flags; else null.</param>
internal sealed unsafe class HostMounts(ILockedMounts? locked = null) : IHostMounts
{
    private const int CapMknod = 27; // CAP_MKNOD, linux/capability.h

    private bool? pinned;

    /// <inheritdoc/>
    public bool MayMakeNodes
    {
        get
        {
            __user_cap_header_struct header = default;
            header.version = _LINUX_CAPABILITY_VERSION_3;
            __user_cap_data_struct* data = stackalloc __user_cap_data_struct[2];
            // Safe: version 3 fills two structures, capget(2).
            if (capget(&header, data) == -1) LinuxException.Throw("capget", "");
            return (data[0].effective & (1u << CapMknod)) != 0;
        }
    }

    /// <inheritdoc/>
    public int CloneTree(string source, bool recursive, bool noFollow)
    {
        int tree = locked?.CloneTree(source, recursive, noFollow) ?? -1;
        // EINVAL: a link of procfs to a descriptor leads to a mount of the runtime's own mount namespace.
        bool isElsewhere = locked is null
            || (tree == -1 && errno == Errno.EINVAL && source.StartsWith("/proc/", StringComparison.Ordinal));
        return isElsewhere ? HostPath.CloneTree(source, recursive, noFollow) : tree;
    }

    /// <inheritdoc/>
    public void EndCopying() => locked?.Dispose();

    /// <inheritdoc/>
    public int CloneTreeForYounger(string source, bool noFollow)
    {
        // A copy of a mount namespace has none.
        if (locked is not null) return CloneTree(source, recursive: true, noFollow);
        if (pinned ??= PinnedNamespaces.AreThere())
        {
            int tree = PinnedNamespaces.CloneTreeWithout(source, noFollow);
            // EINVAL: the source is not of this mount namespace, such as a descriptor's link in procfs.
            if (tree != -1 || errno != Errno.EINVAL) return tree;
        }
        return HostPath.CloneTree(source, recursive: true, noFollow);
    }

    /// <inheritdoc/>
    public ulong Flags(OwnedFd tree, string name) =>
        MountAttributes.FromStatfs((long)HostPath.Filesystem(tree.Fd, name).f_flags);

    /// <inheritdoc/>
    public int MakeNode(uint mode, ulong device, uint uid, uint gid)
    {
        // Safe: u8 literals end with a NUL and never move.
        fixed (byte* type = "tmpfs"u8, name = "node"u8)
        {
            int fs = fsopen(type, FSOPEN_CLOEXEC);
            if (fs == -1) return -1;
            using OwnedFd context = new(fs);
            if (fsconfig(fs, FSCONFIG_CMD_CREATE, null, null, 0) == -1) return -1;
            int made = fsmount(fs, FSMOUNT_CLOEXEC, 0);
            if (made == -1) return -1;
            // The node stays when the mount that it was made in goes: the tree is a mount of its own.
            using OwnedFd directory = new(made);
            if (mknodat(made, name, mode, device) == -1) return -1;
            // Again, since the umask is the caller's; nobody else can reach the new filesystem.
            if (LibC.fchmodat(made, name, (ushort)(mode & 0xFFF /* 07777 */), 0) == -1) return -1;
            if (fchownat(made, name, uid, gid, AT_SYMLINK_NOFOLLOW) == -1) return -1;
            // Only since Linux 6.15 is a tree of a mount opened that is attached nowhere.
            return MountNamespaceCopy.OpenTree(made, name, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
        }
    }

    /// <inheritdoc/>
    public int OpenDirectory(string path) => HostPath.Open(path, O_PATH | O_DIRECTORY);

    /// <inheritdoc/>
    public int Change(OwnedFd tree, AttributeStep step, int userNamespace)
    {
        mount_attr attributes = default;
        attributes.attr_set = step.Set;
        attributes.attr_clr = step.Clear;
        attributes.propagation = step.Propagation;
        if (userNamespace != -1) attributes.userns_fd = (ulong)userNamespace;
        byte empty = 0;
        uint flags = AT_EMPTY_PATH | (step.Recursive ? (uint)AT_RECURSIVE : 0);
        return mount_setattr(tree.Fd, &empty, flags, &attributes, (nuint)sizeof(mount_attr)) == -1 ? errno : 0;
    }
}
