using System;
using System.Collections.Generic;
using System.Text;
using OciRuntime.Config;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>
/// For a plan that is only shown: the sources are looked at and nothing is mounted, which needs no privilege.
/// </summary>
/// <param name="mayMakeNodes">What a runtime that executed the plan could do.</param>
/// <param name="open">Opens a source, O_PATH; null for the host's own.</param>
internal sealed class PlannedMounts(bool mayMakeNodes, Func<string, int>? open = null)
    : IHostMounts, IUserNamespaceSource
{
    private const string CgroupRoot = "/sys/fs/cgroup";

    private readonly Dictionary<int, StringBuilder> trees = [];

    /// <inheritdoc/>
    public bool MayMakeNodes => mayMakeNodes;

    /// <inheritdoc/>
    public int CloneTree(string source, bool recursive, bool noFollow)
    {
        int fd = open is null ? HostPath.Open(source, O_PATH | (noFollow ? O_NOFOLLOW : 0)) : open(source);
        // The container's cgroup is not made for a plan: the tree of cgroups stands for it.
        if (fd == -1 && source.StartsWith(CgroupRoot + "/", StringComparison.Ordinal)) fd =
            HostPath.Open(CgroupRoot, O_PATH);
        // The rest of the plan is shown all the same; what is missing is told beside it.
        bool missing = fd == -1 && open is null;
        if (missing) fd = HostPath.Open("/", O_PATH);
        if (fd != -1) trees[fd] = new StringBuilder(missing ? "missing" : recursive ? "recursive" : "");
        return fd;
    }

    /// <inheritdoc/>
    public int CloneTreeForYounger(string source, bool noFollow) => CloneTree(source, recursive: true, noFollow);

    /// <inheritdoc/>
    public void EndCopying()
    {
    }

    /// <inheritdoc/>
    public ulong Flags(OwnedFd tree, string name) =>
        open is null ? MountAttributes.FromStatfs((long)HostPath.Filesystem(tree.Fd, name).f_flags) : 0;

    /// <inheritdoc/>
    public int MakeNode(uint mode, ulong device, uint uid, uint gid)
    {
        int fd = HostPath.Open("/dev/null", O_PATH);
        if (fd != -1) trees[fd] = new StringBuilder($"node mode={PlanText.Octal(mode)} owner={uid}:{gid}");
        return fd;
    }

    /// <inheritdoc/>
    public int OpenDirectory(string path) => open is null ? HostPath.Open(path, O_PATH | O_DIRECTORY) : open(path);

    /// <inheritdoc/>
    public int Change(OwnedFd tree, AttributeStep step, int userNamespace)
    {
        StringBuilder text = trees[tree.Fd];
        text.Append(text.Length == 0 ? "" : "; ").Append(userNamespace == -1 ? step.ToChange().ToString() : "idmap");
        return 0;
    }

    /// <inheritdoc/>
    public OwnedFd Open(LinuxIDMapping[] uids, LinuxIDMapping[] gids) =>
        OwnedFd.From(HostPath.Open("/proc/self/ns/user", O_RDONLY), "open", "/proc/self/ns/user");

    /// <summary>What was done to the tree that descriptor <paramref name="fd"/> stands for; null for none.</summary>
    public string? Describe(int fd) => trees.TryGetValue(fd, out StringBuilder? text) ? text.ToString() : null;
}
