using System;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>
/// Mount namespaces that are kept by a mount, as snapd's in <c>/run/snapd/ns</c>. A tree with one in it cannot be
/// attached in a younger mount namespace: move_mount(2), ELOOP. A copy of a mount namespace is made without them
/// (CL_COPY_MNT_NS_FILE, linux/fs/namespace.c), and so is a tree that is opened in such a copy.
/// </summary>
internal static unsafe class PinnedNamespaces
{
    /// <summary>Whether the host has one anywhere, proc_pid_mountinfo(5).</summary>
    public static bool AreThere()
    {
        using SafeProc proc = new();
        // The root of such a mount is the namespace's name.
        return proc.Read("self/mountinfo").Contains(" mnt:[", StringComparison.Ordinal);
    }

    /// <summary>open_tree(2) with all mounts below, in a copy of the runtime's mount namespace.</summary>
    /// <returns>The descriptor, or -1 with errno set.</returns>
    public static int CloneTreeWithout(string source, bool noFollow)
    {
        uint flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (uint)AT_RECURSIVE
            | (noFollow ? (uint)AT_SYMLINK_NOFOLLOW : 0);
        // Safe: the array is pinned until the clone, which copies it, and ends with a NUL.
        fixed (byte* name = KernelText.Terminated(source)) return MountNamespaceCopy.OpenTree(-1, name, flags);
    }
}
