using OciRuntime.Native;
using OciRuntime.Native.Paths;
using OciRuntime.Rootfs;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Parent;

/// <summary>
/// A copy of the host's mounts that belongs to a user namespace. The kernel locks its flags and what its mounts cover
/// (mount_namespaces(7)), and what is copied from it stays locked in the container, whatever capabilities the
/// container's root has there. The paths are looked up by this process, with its own credentials.
/// </summary>
internal sealed class LockedMounts : ILockedMounts
{
    private OwnedFd? copy, own, ownDirectory;

    /// <inheritdoc/>
    public int CloneTree(string source, bool recursive, bool noFollow)
    {
        Prepare();
        // setns(2) also goes to the root of the namespace, which is this process's own: the kernel makes no user
        // namespace for one that has called chroot(2).
        if (setns(copy!.Fd, (int)CLONE_NEWNS) == -1) LinuxException.Throw("setns", "a copy of the host's mounts");
        int fd = HostPath.CloneTree(source, recursive, noFollow), error = errno;
        if (setns(own!.Fd, (int)CLONE_NEWNS) == -1) LinuxException.Throw("setns", "the runtime's own mounts");
        if (fchdir(ownDirectory!.Fd) == -1) LinuxException.Throw("fchdir", "the working directory");
        errno = error;
        return fd;
    }

    private void Prepare()
    {
        if (copy is not null) return;
        own = OwnedFd.From(HostPath.Open("/proc/self/ns/mnt", O_RDONLY), "open", "/proc/self/ns/mnt");
        ownDirectory = OwnedFd.From(HostPath.Open(".", O_PATH | O_DIRECTORY), "open", ".");
        using NamespaceHolder holder =
            NamespaceHolder.Start(CLONE_NEWUSER | CLONE_NEWNS, "a copy of the host's mounts for a user namespace");
        copy = holder.Open("ns/mnt", O_RDONLY);
    }

    /// <summary>Closes its descriptors; what was copied stays.</summary>
    public void Dispose()
    {
        copy?.Dispose();
        own?.Dispose();
        ownDirectory?.Dispose();
        copy = null;
    }
}
