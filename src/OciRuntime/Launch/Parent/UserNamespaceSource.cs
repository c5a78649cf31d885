using OciRuntime.Config;
using OciRuntime.Native;
using OciRuntime.Rootfs;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Parent;

/// <summary>
/// Makes user namespaces that carry the id mapping of a mount: a process is cloned into a new one, its maps are
/// written, the namespace is opened, and the process ends.
/// </summary>
internal sealed class UserNamespaceSource : IUserNamespaceSource
{
    /// <inheritdoc/>
    public OwnedFd Open(LinuxIDMapping[] uids, LinuxIDMapping[] gids)
    {
        using NamespaceHolder holder =
            NamespaceHolder.Start(CLONE_NEWUSER, "a user namespace for an id-mapped mount");
        ProcFile.Write($"{holder.Pid}/gid_map", IdMaps.Format(gids));
        ProcFile.Write($"{holder.Pid}/uid_map", IdMaps.Format(uids));
        return holder.Open("ns/user", O_RDONLY);
    }
}
