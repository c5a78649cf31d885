using OciRuntime.Native;

namespace OciRuntime.Rootfs;

/// <summary>What compiling does to the host's mounts; a plan that is only shown does it to nothing.</summary>
internal interface IHostMounts
{
    /// <summary>A detached copy of the mount at <paramref name="source"/>, with all below it if <paramref name="recursive"/>; -1 with errno set.</summary>
    int CloneTree(string source, bool recursive);

    /// <summary>The directory itself, O_PATH; -1 with errno set.</summary>
    int OpenDirectory(string path);

    /// <summary>mount_setattr(2) on <paramref name="tree"/>, with <paramref name="userNamespace"/> for MOUNT_ATTR_IDMAP, else -1.</summary>
    /// <returns>0, or the errno.</returns>
    int Change(OwnedFd tree, AttributeStep step, int userNamespace);

    /// <summary>The runtime has CAP_MKNOD, capabilities(7).</summary>
    bool MayMakeNodes { get; }
}
