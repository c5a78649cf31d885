namespace OciRuntime.Native.Abi;

// <linux/mount.h>
public struct mount_attr
{
    public ulong attr_set, attr_clr, propagation, userns_fd;
}
