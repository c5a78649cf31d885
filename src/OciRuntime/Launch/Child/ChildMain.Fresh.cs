using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>
/// Targets in the tmpfs that was mounted last, such as <c>/dev/pts</c> in <c>/dev</c>: there is nothing to look for, and the
/// folder stays open from one to the next, since a mount in it does not cover it.
/// </summary>
internal static unsafe partial class ChildMain
{
    /// <summary>Makes <paramref name="path"/>, where it is a new name in <see cref="ChildState.Fresh"/>.</summary>
    /// <returns>An O_PATH descriptor, or -1: it is not in there, or not new.</returns>
    private static int MakeInFresh(byte* path, bool directory, ChildState* s)
    {
        byte* name = NameIn(s->Fresh, path);
        if (name == null) return -1;
        int error;
        int folder = OpenDirectory(s->Fresh, s, &error);
        if (folder == -1) return -1;
        const uint EmptyFile = S_IFREG | 0x1A4; // 0644
        if ((directory ? mkdirat(folder, name, 0x1ED /* 0755 */) : mknodat(folder, name, EmptyFile, 0)) == -1) return -1;
        int fd = OpenAt(folder, name, O_PATH | O_NOFOLLOW, 0, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV);
        s->Made = s->OffProc = fd != -1;
        return fd;
    }

    /// <summary>The last component of <paramref name="path"/>, where all before it is <paramref name="folder"/>; null otherwise.</summary>
    private static byte* NameIn(byte* folder, byte* path)
    {
        if (folder == null) return null;
        while (*folder != 0 && *folder == *path)
        {
            folder++;
            path++;
        }
        if (*folder != 0 || *path != (byte)'/' || path[1] == 0 || path[1] == (byte)'.') return null;
        byte* name = ++path;
        while (*path != 0 && *path != (byte)'/') path++;
        return *path == 0 ? name : null;
    }

    private static bool Same(byte* left, byte* right)
    {
        while (*left != 0 && *left == *right)
        {
            left++;
            right++;
        }
        return *left == *right;
    }
}
