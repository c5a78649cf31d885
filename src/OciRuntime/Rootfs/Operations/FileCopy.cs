using System.Runtime.CompilerServices;
using OciRuntime.Launch.Child;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>
/// <c>tmpcopyup</c>: what a tmpfs hides is copied into it, with owners, modes, times, links and extended attributes.
/// Every step is at a descriptor of the directory, and no link is followed.
/// </summary>
internal static unsafe class FileCopy
{
    private const int Block = 32 << 10;
    private const int MaxDepth = 128; // each level holds a 4 KiB buffer of names on the stack

    /// <summary>Copies the contents of directory <paramref name="from"/> into <paramref name="to"/>.</summary>
    public static int Tree(int from, int to, ChildState* s)
    {
        int error = Contents(from, to, 0, s);
        return error != 0 ? error : Attributes(from, to, s);
    }

    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    private static int Contents(int from, int to, int depth, ChildState* s)
    {
        if (depth == MaxDepth) return Errno.ELOOP;
        byte* names = stackalloc byte[4096];
        while (true)
        {
            nint got = getdents64(from, names, 4096);
            if (got == -1) return Fail(Phase.Read, s);
            if (got == 0) return 0;
            for (nint at = 0; at < got;)
            {
                // Safe: the kernel filled got bytes with whole records, getdents64(2).
                linux_dirent64* entry = (linux_dirent64*)(names + at);
                at += entry->d_reclen;
                byte* name = (byte*)entry + 19; // offsetof(linux_dirent64, d_name)
                bool dots = name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0));
                int error = dots ? 0 : Entry(from, to, name, depth, s);
                if (error != 0) return error;
            }
        }
    }

    private static int Entry(int from, int to, byte* name, int depth, ChildState* s)
    {
        statx facts;
        if (Libc.statx(from, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &facts) == -1) return Fail(Phase.Stat, s);
        int type = facts.stx_mode & S_IFMT;
        if (type is S_IFDIR or S_IFREG) return Opened(from, to, name, type, depth, s);
        ulong device = makedev(facts.stx_rdev_major, facts.stx_rdev_minor);
        int error = type == S_IFLNK ? Link(from, to, name, s)
            : mknodat(to, name, facts.stx_mode, device) == -1 ? Fail(Phase.MakeNode, s) : 0;
        if (error != 0) return error;
        int copy = openat(to, name, O_PATH | O_NOFOLLOW | O_CLOEXEC, 0);
        if (copy == -1) return Fail(Phase.Open, s);
        error = Finish(copy, &facts, s);
        close(copy);
        return error;
    }

    /// <summary>
    /// A directory or a regular file: what was opened is what is copied, whatever has the name by now.
    /// </summary>
    private static int Opened(int from, int to, byte* name, int type, int depth, ChildState* s)
    {
        bool directory = type == S_IFDIR;
        int source = openat(from, name, (directory ? O_DIRECTORY : O_NONBLOCK) | O_RDONLY | O_NOFOLLOW | O_CLOEXEC, 0);
        if (source == -1) return Fail(Phase.Open, s);
        statx facts;
        int result = Libc.statx(source, ChildString.Literal(""u8), AT_EMPTY_PATH, STATX_BASIC_STATS, &facts);
        int error = result == -1 ? Fail(Phase.Stat, s) : (facts.stx_mode & S_IFMT) == type ? 0 : Errno.ESTALE;
        int target = -1;
        if (error == 0) target = directory ? NewDirectory(to, name, s) : NewFile(to, name, s);
        if (error == 0 && target == -1) error = errno;
        if (error == 0) error = directory ? Contents(source, target, depth + 1, s) : Bytes(source, target, s);
        if (error == 0) error = Attributes(source, target, s);
        if (error == 0) error = Finish(target, &facts, s);
        close(source);
        if (target != -1) close(target);
        return error;
    }

    private static int NewDirectory(int to, byte* name, ChildState* s)
    {
        s->Phase = Phase.MakeDirectory;
        if (mkdirat(to, name, 0x1C0 /* 0700 */) == -1) return -1;
        s->Phase = Phase.Open;
        return openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
    }

    private static int NewFile(int to, byte* name, ChildState* s)
    {
        s->Phase = Phase.MakeFile;
        return openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0x180 /* 0600 */);
    }

    /// <summary>
    /// Owner, mode and times of what <paramref name="fd"/> is. A link has no mode, and a node was made with its own.
    /// </summary>
    private static int Finish(int fd, statx* facts, ChildState* s)
    {
        byte* empty = ChildString.Literal(""u8);
        int result = fchownat(fd, empty, facts->stx_uid, facts->stx_gid, AT_EMPTY_PATH);
        if (result == -1) return Fail(Phase.ChangeOwner, s);
        int type = facts->stx_mode & S_IFMT;
        bool hasMode = type is S_IFDIR or S_IFREG;
        if (hasMode && fchmod(fd, (uint)(facts->stx_mode & 0xFFF)) == -1) return Fail(Phase.ChangeMode, s); // 07777
        timespec* times = stackalloc timespec[2];
        times[0].tv_sec = (nint)facts->stx_atime.tv_sec;
        times[0].tv_nsec = (nint)facts->stx_atime.tv_nsec;
        times[1].tv_sec = (nint)facts->stx_mtime.tv_sec;
        times[1].tv_nsec = (nint)facts->stx_mtime.tv_nsec;
        return utimensat(fd, empty, times, AT_EMPTY_PATH) == -1 ? Fail(Phase.Itself, s) : 0;
    }

    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    private static int Bytes(int source, int target, ChildState* s)
    {
        byte* block = stackalloc byte[Block];
        while (true)
        {
            nint got = read(source, block, Block);
            if (got == -1 && errno == Errno.EINTR) continue;
            if (got == -1) return Fail(Phase.Read, s);
            if (got == 0) return 0;
            for (nint done = 0; done < got;)
            {
                nint wrote = write(target, block + done, (nuint)(got - done));
                if (wrote == -1 && errno == Errno.EINTR) continue;
                if (wrote == -1) return Fail(Phase.Write, s);
                done += wrote;
            }
        }
    }

    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    private static int Link(int from, int to, byte* name, ChildState* s)
    {
        byte* target = stackalloc byte[ChildState.PathMax];
        nint length = readlinkat(from, name, target, ChildState.PathMax - 1);
        if (length == -1) return Fail(Phase.Read, s);
        target[length] = 0;
        return symlinkat(target, to, name) == -1 ? Fail(Phase.MakeSymlink, s) : 0;
    }

    /// <summary>
    /// Copies extended attributes; what the tmpfs cannot hold (EOPNOTSUPP) or the user may not set (EPERM) stays
    /// behind.
    /// </summary>
    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    private static int Attributes(int from, int to, ChildState* s)
    {
        byte* names = stackalloc byte[4096];
        nint length = flistxattr(from, names, 4096);
        if (length == -1) return errno is Errno.EOPNOTSUPP or Errno.E2BIG or Errno.ERANGE ? 0 : Fail(Phase.Xattr, s);
        byte* value = stackalloc byte[4096];
        for (nint at = 0; at < length;)
        {
            byte* name = names + at;
            while (names[at] != 0) at++;
            at++;
            nint size = fgetxattr(from, name, value, 4096);
            if (size == -1) continue;
            if (fsetxattr(to, name, value, (nuint)size, 0) == -1
                && errno is not (Errno.EOPNOTSUPP or Errno.EPERM or Errno.EINVAL))
            {
                return Fail(Phase.Xattr, s);
            }
        }
        return 0;
    }

    private static int Fail(Phase phase, ChildState* s)
    {
        int error = errno;
        s->Phase = phase;
        return error;
    }
}
