using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>
/// A process with a copy of the host's mounts, that opens one tree of it into the descriptors that it shares with the
/// runtime.
/// </summary>
internal static unsafe class TreeOpener
{
    /// <summary>Writes the descriptor, or the errno below zero, into <paramref name="pipe"/>; never returns.</summary>
    /// <param name="made">A detached mount that is attached first, in the copy alone, or -1.</param>
    /// <param name="source">Where the tree is: a path, or a name in that mount.</param>
    /// <param name="flags">Those of open_tree(2).</param>
    /// <param name="pipe">Where the runtime reads the answer.</param>
    public static void Run(int made, byte* source, uint flags, int pipe)
    {
        int result = made == -1 ? (int)open_tree(AT_FDCWD, source, flags) : OpenInMade(made, source, flags);
        if (result == -1) result = -errno;
        write(pipe, &result, sizeof(int));
        sys_exit_group(0);
    }

    private static int OpenInMade(int made, byte* name, uint flags)
    {
        byte nothing = 0;
        // Safe: u8 literals end with a NUL and never move.
        fixed (byte* root = "/"u8)
        {
            // What is attached in a copy comes to its peers otherwise, mount_namespaces(7).
            if (mount(null, root, null, (nuint)(MS_REC | MS_PRIVATE), null) == -1) return -1;
            return move_mount(made, &nothing, AT_FDCWD, root, MOVE_MOUNT_F_EMPTY_PATH) == -1
                ? -1
                : open_tree(made, name, flags);
        }
    }
}
