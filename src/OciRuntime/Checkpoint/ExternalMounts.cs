using System;
using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using OciRuntime.Rootfs;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Checkpoint;

/// <summary>
/// The mounts of a container that show what is outside of it: criu writes and makes all others itself.
/// </summary>
internal static unsafe class ExternalMounts
{
    /// <summary>For a dump: each by its place in the container.</summary>
    /// <param name="options">What criu is asked.</param>
    /// <param name="context">The config, and where bundle and root are.</param>
    /// <param name="container">A descriptor of the container's own root.</param>
    public static void OfDump(CriuOptions options, RootfsContext context, int container)
    {
        CheckIdMappings(context.Spec);
        foreach ((string place, _) in List(context)) Add(options, place, place);
        foreach (string masked in context.Spec.Linux?.MaskedPaths ?? [])
        {
            int fd = RootPath.Open(container, masked, O_PATH);
            if (fd == -1) continue;
            using OwnedFd file = new(fd);
            // A directory is covered by a tmpfs of the container, a file by the host's /dev/null.
            if ((HostPath.Facts(fd, masked).stx_mode & S_IFMT) != S_IFDIR)
                Add(options, LexicalPath.Clean(masked), "/dev/null");
        }
    }

    /// <summary>For a restore: each with its source.</summary>
    public static void OfRestore(CriuOptions options, RootfsContext context)
    {
        foreach ((string place, string source) in List(context)) Add(options, place, source);
        if (context.Spec.Linux?.MaskedPaths is { Length: > 0 }) Add(options, "/dev/null", "/dev/null");
    }

    /// <summary>
    /// criu joins both to <c>mnt[KEY]:VALUE</c>, and takes the first <c>]:</c> for the end of the key. The place may be
    /// a name that the container has chosen (<see cref="PlaceOf"/>): the rest of it would be mounted at restore.
    /// </summary>
    private static void Add(CriuOptions options, string key, string value)
    {
        if (key.Contains("]:", StringComparison.Ordinal) || !KernelText.IsUtf8(key))
        {
            throw new OcirunException($"criu cannot be told of the mount at `{key}`: its name has `]:` in it, or is "
                + "not UTF-8", FailureCodes.Config);
        }
        options.ExtMnt.Add((key, value));
    }

    private static void CheckIdMappings(Config.Spec spec)
    {
        for (int i = 0; i < (spec.Mounts?.Length ?? 0); i++)
        {
            Mount mount = spec.Mounts![i];
            if (IdMappedMounts.Asked(mount))
            {
                string text = $"criu does not keep the id mappings of the mount at `{mount.Destination}`";
                throw new OcirunException(text, FailureCodes.Config) { Pointer = $"/mounts/{i}/uidMappings" };
            }
        }
    }

    private static List<(string Place, string Source)> List(RootfsContext context)
    {
        List<(string, string)> all = [];
        foreach (Mount mount in context.Spec.Mounts ?? [])
        {
            if (mount.IsBind)
            {
                if (!mount.Parsed.IsRemount) all.Add((PlaceOf(context, mount), MountCompiler.SourceOf(context, mount)));
            }
            else if (mount.Type == "cgroup")
            {
                AddHierarchies(all, context, PlaceOf(context, mount));
            }
        }
        // Bound where nodes cannot be made: in a user namespace. Elsewhere no mount is there to match.
        if (!context.OtherUserNamespace && !context.HostInUserNamespace) return all;
        foreach (DefaultDevice device in DefaultDevice.All) all.Add((device.Path, device.Path));
        foreach (LinuxDevice device in context.Spec.Linux?.Devices ?? [])
            if (device.Path is { } path) all.Add((LexicalPath.Clean(path), path));
        return all;
    }

    /// <summary>
    /// The v1 hierarchies of a container without a cgroup namespace are bound; all other cgroup mounts are its own.
    /// </summary>
    private static void AddHierarchies(List<(string, string)> all, RootfsContext context, string place)
    {
        if (context.Cgroup is null or { Unified: true } || context.Namespace("cgroup") is not null)
            return;
        foreach (CgroupHierarchy hierarchy in context.Cgroup.Hierarchies)
            all.Add(($"{place}/{hierarchy.Name}", hierarchy.HostPath));
    }

    /// <summary>
    /// Where the mount lies once the links of the root filesystem are followed: that is how criu finds it.
    /// </summary>
    private static string PlaceOf(RootfsContext context, Mount mount)
    {
        string place = LexicalPath.Clean(mount.Destination);
        int root = HostPath.Open(context.RootfsPath, O_PATH | O_DIRECTORY);
        if (root == -1) return place;
        using OwnedFd directory = new(root);
        int fd = RootPath.Open(root, place, O_PATH);
        // Not there below the mounts: it lies on one of them, and no link leads to it.
        if (fd == -1) return place;
        using OwnedFd found = new(fd);
        string whole = Descriptors.NameOf(root),
            inside = Descriptors.NameOf(fd);
        return LexicalPath.IsWithin(inside, whole) && inside.Length > whole.Length
            ? LexicalPath.Clean(inside[whole.Length..])
            : place;
    }
}
