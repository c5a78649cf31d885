using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>The kernel's mounts.</summary>
internal sealed unsafe class HostMounts : IHostMounts
{
    private const int CapMknod = 27; // CAP_MKNOD, linux/capability.h

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
    public int CloneTree(string source, bool recursive) => HostPath.CloneTree(source, recursive);

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
