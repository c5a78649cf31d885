using OciRuntime.Config;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>
/// linux.rootfsPropagation and what follows from it for every mount; mount_namespaces(7), docs/adr/0006.
/// </summary>
internal static class Propagation
{
    private const ulong Types = MS_SHARED | MS_SLAVE | MS_PRIVATE | MS_UNBINDABLE;

    /// <summary>
    /// What the old root gets in a new mount namespace, MS_* with MS_REC: nothing that is mounted or unmounted there
    /// may reach the host, unless asked for.
    /// </summary>
    public static ulong OfOldRoot(RootfsContext context)
    {
        ulong wanted = Wanted(context);
        if (wanted == 0) return MS_SLAVE | MS_REC;
        // What is unbindable could not be bound into the container; the new root becomes it at the end.
        return (wanted & MS_UNBINDABLE) != 0 ? MS_PRIVATE | (wanted & MS_REC) : wanted;
    }

    /// <summary>
    /// What a tree that was copied from the host gets, MS_* with MS_REC; 0 leaves it as it is on the host.
    /// </summary>
    /// <param name="context">The config's rootfsPropagation and namespaces.</param>
    /// <param name="source">Where the tree came from.</param>
    /// <remarks>
    /// A mount that is made after the old root changed would have got it by being copied from there; these trees are
    /// copied before, so they get it themselves.
    /// </remarks>
    public static ulong OfTree(RootfsContext context, string source)
    {
        if (!context.NewMountNamespace) return 0;
        ulong old = OfOldRoot(context), type = old & Types;
        // A mount namespace of another user namespace holds no peers of the host's mounts, mount_namespaces(7).
        if (context.OtherUserNamespace) return (type == MS_PRIVATE ? MS_PRIVATE : MS_SLAVE) | MS_REC;
        if (type == MS_SHARED) return 0;
        // Without the r it was said of the mount at / only.
        if ((old & MS_REC) == 0 && !HostPath.SameMount(source, "/")) return 0;
        return old;
    }

    /// <summary>What the root's own mount gets before pivot_root(2), which refuses a shared one.</summary>
    public static ulong OfRootfs(RootfsContext context) => (Wanted(context) & MS_SLAVE) != 0 ? MS_SLAVE : MS_PRIVATE;

    /// <summary>What the new root gets once it is the root, MS_* with MS_REC; 0 for nothing.</summary>
    public static ulong OfNewRoot(RootfsContext context)
    {
        ulong wanted = context.NewMountNamespace ? Wanted(context) : 0;
        return (wanted & (MS_PRIVATE | MS_SLAVE)) != 0 ? 0 : wanted;
    }

    private static ulong Wanted(RootfsContext context) =>
        MountOptionParser.PropagationOf(context.Spec.Linux?.RootfsPropagation);
}
