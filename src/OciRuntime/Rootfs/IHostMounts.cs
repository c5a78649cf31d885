using OciRuntime.Native;

namespace OciRuntime.Rootfs;

/// <summary>What compiling does to the host's mounts; a plan that is only shown does it to nothing.</summary>
internal interface IHostMounts
{
    /// <summary>
    /// A detached copy of the mount at <paramref name="source"/>, with all below it if <paramref name="recursive"/>; -1
    /// with errno set.
    /// </summary>
    int CloneTree(string source, bool recursive, bool noFollow);

    /// <summary>No more trees are copied.</summary>
    void EndCopying();

    /// <summary>
    /// Recursively the same, for a mount namespace younger than those that are pinned in the tree: they are left out
    /// (<see cref="PinnedNamespaces"/>).
    /// </summary>
    int CloneTreeForYounger(string source, bool noFollow);

    /// <summary>
    /// MOUNT_ATTR_* that the mount of <paramref name="tree"/> has; <paramref name="name"/> is for errors.
    /// </summary>
    ulong Flags(OwnedFd tree, string name);

    /// <summary>A detached tree that is one new device node; -1 with errno set.</summary>
    /// <param name="mode">Type and permissions.</param>
    /// <param name="device">The number.</param>
    /// <param name="uid">The owner on the host.</param>
    /// <param name="gid">The group on the host.</param>
    int MakeNode(uint mode, ulong device, uint uid, uint gid);

    /// <summary>The directory itself, O_PATH; -1 with errno set.</summary>
    int OpenDirectory(string path);

    /// <summary>
    /// mount_setattr(2) on <paramref name="tree"/>, with <paramref name="userNamespace"/> for MOUNT_ATTR_IDMAP, else
    /// -1.
    /// </summary>
    /// <returns>0, or the errno.</returns>
    int Change(OwnedFd tree, AttributeStep step, int userNamespace);

    /// <summary>The runtime has CAP_MKNOD, capabilities(7).</summary>
    bool MayMakeNodes { get; }
}

/// <summary>A copy of the host's mounts in which their flags, and what they cover, are locked.</summary>
internal interface ILockedMounts : System.IDisposable
{
    /// <summary><see cref="IHostMounts.CloneTree"/> of the copy.</summary>
    int CloneTree(string source, bool recursive, bool noFollow);
}
