using System;
using OciRuntime.Config;
using OciRuntime.Launch.Child;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using OciRuntime.Rootfs;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Checkpoint;

/// <summary>
/// The root filesystem as criu wants it: a mount point of its own, whose parent no mount covers, with a place for each
/// mount of
/// the config. All of it is in a mount namespace of this process, so that nothing of it stays whatever happens.
/// </summary>
internal sealed unsafe class RestoredRoot : IDisposable
{
    /// <summary>The directory's name in the state directory.</summary>
    public const string DirectoryName = "criu-root";

    private readonly int state;
    private readonly string place;

    private RestoredRoot(int state, string place) => (this.state, this.place) = (state, place);

    /// <summary>The mount point, absolute.</summary>
    public string Path => place + "/root";

    /// <summary>Makes it.</summary>
    /// <param name="state">A descriptor of the state directory.</param>
    /// <param name="statePath">Its path.</param>
    /// <param name="context">The config, and where bundle and root are.</param>
    public static RestoredRoot Make(int state, string statePath, RootfsContext context)
    {
        if (unshare((int)CLONE_NEWNS) == -1) LinuxException.Throw("unshare", "mount namespace");
        // Slave: what the host mounts and unmounts meanwhile arrives here, nothing of ours arrives there.
        Mount(null, "/", MS_REC | MS_SLAVE);
        fixed (byte* name = KernelText.Terminated(DirectoryName))
            if (mkdirat(state, name, 0x1ED /* 0755 */) == -1) LinuxException.Throw("mkdir", DirectoryName);
        RestoredRoot root = new(state, $"{statePath}/{DirectoryName}");
        try
        {
            Mount("tmpfs", root.place, MS_NOSUID | MS_NODEV | MS_NOEXEC, "tmpfs", "mode=700");
            MakeDirectory(root.Path, 0x1ED /* 0755 */);
            Mount(context.RootfsPath, root.Path, MS_BIND | MS_REC);
            root.MakeMountPoints(context);
            // The mounts that were needed to find places in them go; criu makes them anew.
            root.Unmount();
            Mount(context.RootfsPath, root.Path, MS_BIND | MS_REC);
        }
        catch
        {
            root.Dispose();
            throw;
        }
        return root;
    }

    private void MakeMountPoints(RootfsContext context)
    {
        using OwnedFd root = OwnedFd.From(HostPath.Open(Path, O_PATH | O_DIRECTORY), "open", Path);
        foreach (Mount mount in context.Spec.Mounts ?? [])
        {
            // criu writes and makes a tmpfs with all in it; in sysfs and in the tmpfs of v1 the places of cgroups are
            // there.
            if (mount.Parsed.IsRemount || mount.Type is "cgroup" or "cgroup2" || LiesOnTmpfs(context.Spec, mount))
                continue;
            string source = MountCompiler.SourceOf(context, mount);
            using OwnedFd? tree = mount.IsBind
                ? OwnedFd.From(HostPath.CloneTree(source, recursive: true), "open_tree", source)
                : null;
            bool directory = tree is null || (HostPath.Facts(tree.Fd, source).stx_mode & S_IFMT) == S_IFDIR;
            using OwnedFd place = MakePlace(root.Fd, LexicalPath.Clean(mount.Destination), directory);
            byte empty = 0;
            // Safe: both paths are the empty string.
            if (
                tree is not null
                && move_mount(tree.Fd, &empty, place.Fd, &empty, MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH)
                    == -1
            )
                LinuxException.Throw("move_mount", mount.Destination ?? "");
        }
    }

    private static OwnedFd MakePlace(int root, string place, bool directory)
    {
        int fd = RootPath.Open(root, place, O_PATH);
        if (fd != -1) return new OwnedFd(fd);
        // Safe: the array is pinned for the call and ends with a NUL.
        fixed (byte* path = KernelText.Terminated(place))
            return OwnedFd.From(CreateInRoot.Open(root, path, directory, noSymlinks: false), "make mount point", place);
    }

    private static bool LiesOnTmpfs(Config.Spec spec, Mount mount)
    {
        string place = LexicalPath.Clean(mount.Destination);
        foreach (Mount other in spec.Mounts ?? [])
        {
            string above = LexicalPath.Clean(other.Destination);
            if (other.Type == "tmpfs" && above != place && LexicalPath.IsWithin(place, above)) return true;
        }
        return false;
    }

    /// <summary>
    /// The images, in a directory that everybody may pass: in a new user namespace criu reads some of them as the
    /// container's root,
    /// and others before that root has a name. The directory itself stays closed, since memory is in it; only criu sees
    /// this one.
    /// </summary>
    /// <param name="images">A descriptor of the directory of the images.</param>
    /// <returns>A descriptor, or null with errno set where the filesystem cannot be layered.</returns>
    public OwnedFd? ShowImages(int images)
    {
        string open = place + "/open", shown = place + "/images";
        MakeDirectory(open, 0x1C9 /* 0711 */);
        MakeDirectory(shown, 0x1C9);
        // The directory's own owner and mode are those of the uppermost layer, overlayfs.rst.
        fixed (
            byte* from = "overlay"u8,
                to = KernelText.Terminated(shown),
                data = KernelText.Terminated($"lowerdir={open}:/proc/self/fd/{images}")
        )
            if (mount(from, to, from, (nuint)MS_RDONLY, data) == -1)
                return null;
        return OwnedFd.From(HostPath.Open(shown, O_RDONLY | O_DIRECTORY), "open", shown);
    }

    private static void MakeDirectory(string path, uint mode)
    {
        // Safe: the array is pinned for the calls and ends with a NUL. chmod, since the umask is the caller's.
        fixed (byte* name = KernelText.Terminated(path))
            if (mkdirat(AT_FDCWD, name, mode) == -1 || LibC.fchmodat(AT_FDCWD, name, (ushort)mode, 0) == -1)
                LinuxException.Throw("mkdir", path);
    }

    private static void Mount(string? source, string target, ulong flags, string? type = null, string? data = null)
    {
        // Safe: the arrays are pinned for the call and end with a NUL.
        fixed (
            byte* from = KernelText.Terminated(source ?? "none"),
                to = KernelText.Terminated(target),
                kind = KernelText.Terminated(type ?? ""),
                options = KernelText.Terminated(data ?? "")
        )
            if (mount(from, to, kind, (nuint)flags, options) == -1)
                LinuxException.Throw(source is null ? "make mounts slave below" : $"mount `{source}` on", target);
    }

    private void Unmount()
    {
        fixed (byte* path = KernelText.Terminated(Path)) umount2(path, MNT_DETACH);
    }

    /// <summary>Takes it away; restored processes have their own.</summary>
    public void Dispose()
    {
        fixed (byte* path = KernelText.Terminated(place)) umount2(path, MNT_DETACH);
        fixed (byte* name = KernelText.Terminated(DirectoryName)) unlinkat(state, name, AT_REMOVEDIR);
    }
}
