using System;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>System calls that take a name, for managed strings; errno as the call left it.</summary>
// Safe throughout: each name is pinned for its call and ends with a NUL.
public static unsafe class Call
{
    /// <summary>openat(2): a descriptor, or -1.</summary>
    public static int openat(int directory, string path, int flags, uint mode = 0)
    {
        fixed (byte* text = Bytes(path)) return Libc.openat(directory, text, flags, mode);
    }

    /// <summary>mkdirat(2): 0 or -1.</summary>
    public static int mkdirat(int directory, string path, uint mode)
    {
        fixed (byte* text = Bytes(path)) return Libc.mkdirat(directory, text, mode);
    }

    /// <summary>fchmodat(2), following links: 0 or -1.</summary>
    public static int fchmodat(int directory, string path, uint mode)
    {
        fixed (byte* text = Bytes(path)) return LibC.fchmodat(directory, text, (ushort)mode, 0);
    }

    /// <summary>unlinkat(2): 0 or -1.</summary>
    public static int unlinkat(int directory, string path, int flags)
    {
        fixed (byte* text = Bytes(path)) return Libc.unlinkat(directory, text, flags);
    }

    /// <summary>renameat2(2) without flags, so that what has the new name is replaced: 0 or -1.</summary>
    public static int renameat(int from, string name, int to, string newName)
    {
        fixed (byte* old = Bytes(name), renamed = Bytes(newName)) return (int)renameat2(from, old, to, renamed, 0);
    }

    /// <summary>chdir(2): 0 or -1.</summary>
    public static int chdir(string path)
    {
        fixed (byte* text = Bytes(path)) return Libc.chdir(text);
    }

    /// <summary>The current directory, which must have a path from the root.</summary>
    public static string getcwd()
    {
        const int PathMax = 4096; // linux/limits.h
        byte* path = stackalloc byte[PathMax];
        nint length = sys_getcwd(path, PathMax);
        if (length <= 0 || path[0] != '/') throw new LinuxException("getcwd", ".", length <= 0 ? errno : Errno.ENOENT);
        // Safe: the kernel wrote length bytes, the last a NUL, getcwd(2).
        return KernelText.Decode(new ReadOnlySpan<byte>(path, (int)length - 1));
    }

    /// <summary>Whether the name is there.</summary>
    /// <param name="directory">Where relative paths start, or AT_FDCWD.</param>
    /// <param name="path">The path.</param>
    /// <param name="followLinks">A link at its end counts as what it leads to.</param>
    /// <exception cref="LinuxException">It cannot be said: only ENOENT and ENOTDIR mean that nothing is
    /// there.</exception>
    public static bool Exists(int directory, string path, bool followLinks = false)
    {
        CString name = new(path, stackalloc byte[CString.StackSize]);
        statx facts;
        // statx(2), as everything else here needs it anyway: an outer seccomp filter may refuse faccessat2(2) alone.
        fixed (byte* text = name)
        {
            if (Libc.statx(directory, text, followLinks ? 0 : AT_SYMLINK_NOFOLLOW, STATX_TYPE, &facts) == 0)
                return true;
        }
        if (errno is not (Errno.ENOENT or Errno.ENOTDIR)) LinuxException.Throw("statx", path);
        return false;
    }

    /// <summary>0 where <paramref name="path"/> leads to a directory, or the errno.</summary>
    public static int CheckDirectory(string path)
    {
        statx facts;
        fixed (byte* text = Bytes(path))
        {
            if (statx(AT_FDCWD, text, 0, STATX_TYPE, &facts) == -1) return errno;
        }
        return (facts.stx_mode & S_IFMT) == S_IFDIR ? 0 : Errno.ENOTDIR;
    }

    /// <summary>Whether two descriptors are of one file: inode and device.</summary>
    public static bool SameFile(int one, int other)
    {
        statx a, b;
        fixed (byte* empty = "\0"u8)
        {
            return Libc.statx(one, empty, AT_EMPTY_PATH, STATX_INO, &a) == 0
                && Libc.statx(other, empty, AT_EMPTY_PATH, STATX_INO, &b) == 0
                && a.stx_ino == b.stx_ino
                && a.stx_dev_major == b.stx_dev_major
                && a.stx_dev_minor == b.stx_dev_minor;
        }
    }

    /// <summary>Sleeps so long, or until a signal is handled, nanosleep(2).</summary>
    public static void Sleep(int milliseconds)
    {
        timespec time;
        time.tv_sec = milliseconds / 1000;
        time.tv_nsec = milliseconds % 1000 * 1_000_000;
        nanosleep(&time, null);
    }

    private static byte[] Bytes(string path) => KernelText.Terminated(path);
}
