using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>
/// A process with a copy of the host's mounts, that opens one tree of it into the descriptors that it shares with the
/// runtime.
/// </summary>
internal static unsafe class TreeOpener
{
    /// <summary>Writes the descriptor, or the errno below zero, into <paramref name="pipe"/>; never returns.</summary>
    /// <param name="source">Where the tree is.</param>
    /// <param name="flags">Those of open_tree(2).</param>
    /// <param name="pipe">Where the runtime reads the answer.</param>
    public static void Run(byte* source, uint flags, int pipe)
    {
        int result = (int)open_tree(AT_FDCWD, source, flags);
        if (result == -1) result = -errno;
        write(pipe, &result, sizeof(int));
        sys_exit_group(0);
    }
}
