using System;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native.Paths;

/// <summary>Objects of the host by name: what the config may ask for, opened before the container exists.</summary>
public static unsafe class HostPath
{
    /// <summary>open(2) with O_CLOEXEC; -1 with errno set.</summary>
    public static int Open(string path, int flags)
    {
        // Safe: the array is pinned for the call and ends with a NUL.
        fixed (byte* name = KernelText.Terminated(path)) return openat(AT_FDCWD, name, flags | O_CLOEXEC, 0);
    }

    /// <summary>
    /// open_tree(2): a detached copy of the mount at <paramref name="path"/>, with those below it if
    /// <paramref name="recursive"/>; if <paramref name="noFollow"/>, of a symbolic link itself. -1 with errno set.
    /// </summary>
    public static int CloneTree(string path, bool recursive, bool noFollow = false)
    {
        uint flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (recursive ? (uint)AT_RECURSIVE : 0)
            | (noFollow ? (uint)AT_SYMLINK_NOFOLLOW : 0);
        // Safe: the array is pinned for the call and ends with a NUL.
        fixed (byte* name = KernelText.Terminated(path)) return open_tree(AT_FDCWD, name, flags);
    }

    /// <summary>What the symbolic link at <paramref name="path"/> points to; null if there is none.</summary>
    public static string? ReadLink(string path)
    {
        const int longest = 4096; // PATH_MAX of linux/limits.h
        byte[] target = new byte[longest];
        // Safe: both arrays are pinned for the call, which writes at most the given length.
        fixed (byte* name = KernelText.Terminated(path), buffer = target)
        {
            nint length = readlinkat(AT_FDCWD, name, buffer, longest);
            return length == -1 ? null : KernelText.Decode(target.AsSpan(0, (int)length));
        }
    }

    /// <summary>Type, permissions and device numbers of what <paramref name="fd"/> is.</summary>
    /// <exception cref="LinuxException">statx(2) failed; <paramref name="name"/> is for the error.</exception>
    public static statx Facts(int fd, string name)
    {
        statx facts;
        byte empty = 0;
        if (statx(fd, &empty, AT_EMPTY_PATH, STATX_TYPE | STATX_MODE | STATX_INO, &facts) == -1)
            LinuxException.Throw("statx", name);
        return facts;
    }

    /// <summary>Whether two paths lie on the same mount, statx(2), STATX_MNT_ID.</summary>
    public static bool SameMount(string one, string other)
    {
        statx a, b;
        fixed (byte* first = KernelText.Terminated(one), second = KernelText.Terminated(other))
        {
            return statx(AT_FDCWD, first, 0, STATX_MNT_ID, &a) == 0 && statx(AT_FDCWD, second, 0, STATX_MNT_ID, &b) == 0
                && a.stx_mnt_id == b.stx_mnt_id;
        }
    }

    /// <summary>The filesystem that <paramref name="fd"/> lies on.</summary>
    /// <exception cref="LinuxException">fstatfs(2) failed; <paramref name="name"/> is for the error.</exception>
    public static statfs Filesystem(int fd, string name)
    {
        statfs filesystem;
        if (fstatfs(fd, &filesystem) == -1) LinuxException.Throw("fstatfs", name);
        return filesystem;
    }
}
