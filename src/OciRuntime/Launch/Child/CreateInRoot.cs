using System.Runtime.CompilerServices;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>
/// Resolves a path inside a root and makes what is missing of it, component by component, each at a descriptor of its
/// parent. Symbolic links are read and resolved here, since one that dangles (an image's <c>/etc/resolv.conf</c>) must
/// have its target made inside the root, as runc does it.
/// </summary>
internal static unsafe class CreateInRoot
{
    private const int PathMax = ChildState.PathMax;
    private const uint DirectoryMode = 0x1ED; // 0755
    private const uint FileMode = S_IFREG | 0x1A4; // 0644
    private const int MaxLinks = 40; // MAXSYMLINKS of linux/namei.h

    /// <summary>Where a resolution is.</summary>
    private struct Walk
    {
        public int Root;
        public int Here;           // the directory reached; Root itself or a descriptor of ours
        public int DoneLength;
        public int Links;
        public fixed byte Done[PathMax];  // the path of Here below the root, free of links and dots
        public fixed byte Rest[PathMax];  // what is still to be resolved
        public fixed byte Scratch[PathMax];
    }

    /// <summary>
    /// Opens <paramref name="path"/> below <paramref name="root"/>; a missing last component is made as a directory
    /// or as an empty file.
    /// </summary>
    /// <returns>An O_PATH descriptor, or -1 with errno set.</returns>
    public static int Open(int root, byte* path, bool directory, bool noSymlinks)
    {
        int fd = OpenInParent(root, path, directory, noSymlinks);
        return fd != -1 ? fd : OpenByWalk(root, path, directory, noSymlinks);
    }

    /// <summary>The usual case: only the last component is missing, and no link lies there.</summary>
    /// <returns>As <see cref="Open"/>; -1 also for what takes a walk.</returns>
    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    private static int OpenInParent(int root, byte* path, bool directory, bool noSymlinks)
    {
        byte* parent = stackalloc byte[PathMax];
        if (!Copy(path, parent, PathMax)) return -1;
        int end = Length(parent);
        while (end > 0 && parent[end - 1] == (byte)'/') end--;
        int start = end;
        while (start > 0 && parent[start - 1] != (byte)'/') start--;
        if (start <= 1) return -1;
        parent[end] = 0;
        byte* name = parent + start;
        if (IsDots(name, out _)) return -1;
        parent[start - 1] = 0;
        open_how how = default;
        how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
        how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | (noSymlinks ? RESOLVE_NO_SYMLINKS : 0);
        int parentFd = (int)openat2(root, parent, &how, (nuint)sizeof(open_how));
        if (parentFd == -1) return -1;
        // What is there already is a link that dangles, or was made this moment: the walk says which.
        bool made = (directory ? mkdirat(parentFd, name, DirectoryMode) : mknodat(parentFd, name, FileMode, 0)) == 0;
        int fd = made ? OpenOne(parentFd, name, RESOLVE_NO_SYMLINKS) : -1;
        ChildCalls.Release(parentFd);
        return fd;
    }

    private static int OpenByWalk(int root, byte* path, bool directory, bool noSymlinks)
    {
        Walk walk;
        walk.Root = walk.Here = root;
        walk.DoneLength = 0;
        walk.Links = noSymlinks ? MaxLinks : 0;
        walk.Done[0] = 0;
        if (!Copy(path, walk.Rest, PathMax)) return SetErrno(Errno.ENAMETOOLONG);
        byte* component = walk.Scratch;
        while (Next(walk.Rest, component))
        {
            bool last = walk.Rest[0] == 0;
            int result = IsDots(component, out bool up)
                ? (up ? GoUp(&walk) : 0)
                : Enter(&walk, component, directory || !last);
            if (result == -1)
            {
                Leave(&walk);
                return -1;
            }
        }
        if (walk.Here != root) return walk.Here;
        return Reopen(&walk);
    }

    private static void Leave(Walk* walk)
    {
        if (walk->Here == walk->Root) return;
        int error = Libc.errno;
        close(walk->Here);
        SetErrno(error);
    }

    /// <summary>
    /// Goes into one component, makes it where it is missing, or puts a link's target in front of the rest.
    /// </summary>
    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    private static int Enter(Walk* walk, byte* name, bool directory)
    {
        int fd = OpenOne(walk->Here, name);
        if (fd == -1)
        {
            if (errno != Errno.ENOENT || Make(walk->Here, name, directory) == -1) return -1;
            fd = OpenOne(walk->Here, name);
            if (fd == -1) return -1;
        }
        byte* target = stackalloc byte[PathMax];
        // An O_PATH descriptor of a link is read with an empty path; anything else answers ENOENT or EINVAL,
        // readlink(2).
        nint length = readlinkat(fd, name + Length(name), target, PathMax - 1);
        if (length >= 0)
        {
            close(fd);
            target[length] = 0;
            return Follow(walk, target);
        }
        if (!Append(walk, name))
        {
            close(fd);
            return SetErrno(Errno.ENAMETOOLONG);
        }
        if (walk->Here != walk->Root) close(walk->Here);
        walk->Here = fd;
        return 0;
    }

    private static int OpenOne(int directory, byte* name, ulong resolve = 0)
    {
        open_how how = default;
        how.flags = O_PATH | O_NOFOLLOW | O_CLOEXEC;
        how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | resolve;
        int fd;
        do fd = (int)openat2(directory, name, &how, (nuint)sizeof(open_how));
        while (fd == -1 && errno is Errno.EAGAIN or Errno.EINTR);
        return fd;
    }

    /// <summary>mkdirat or an exclusive create; losing a race against someone who made it is no error.</summary>
    private static int Make(int directory, byte* name, bool asDirectory)
    {
        int result = asDirectory ? mkdirat(directory, name, DirectoryMode) : mknodat(directory, name, FileMode, 0);
        return result == -1 && errno == Errno.EEXIST ? 0 : result;
    }

    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    private static int Follow(Walk* walk, byte* target)
    {
        if (++walk->Links > MaxLinks) return SetErrno(Errno.ELOOP);
        int length = Length(target);
        int rest = Length(walk->Rest);
        if (length + 1 + rest >= PathMax) return SetErrno(Errno.ENAMETOOLONG);
        byte* joined = stackalloc byte[PathMax];
        Copy(target, joined, PathMax);
        if (rest > 0)
        {
            joined[length] = (byte)'/';
            Copy(walk->Rest, joined + length + 1, PathMax - length - 1);
        }
        Copy(joined, walk->Rest, PathMax);
        return target[0] == (byte)'/' ? GoTo(walk, 0) : 0;
    }

    private static int GoUp(Walk* walk)
    {
        int length = walk->DoneLength;
        while (length > 0 && walk->Done[length - 1] != (byte)'/') length--;
        return GoTo(walk, length > 0 ? length - 1 : 0);
    }

    /// <summary>
    /// Goes back to the first <paramref name="length"/> bytes of the path walked so far; 0 is the root.
    /// </summary>
    private static int GoTo(Walk* walk, int length)
    {
        walk->DoneLength = length;
        walk->Done[length] = 0;
        if (walk->Here != walk->Root) close(walk->Here);
        walk->Here = walk->Root;
        if (length == 0) return 0;
        int fd = Reopen(walk);
        if (fd == -1) return -1;
        walk->Here = fd;
        return 0;
    }

    private static int Reopen(Walk* walk)
    {
        open_how how = default;
        how.flags = O_PATH | O_CLOEXEC;
        how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS;
        byte* dot = stackalloc byte[2];
        dot[0] = (byte)'.';
        dot[1] = 0;
        return (int)openat2(walk->Root, walk->DoneLength == 0 ? dot : walk->Done, &how, (nuint)sizeof(open_how));
    }

    private static bool Append(Walk* walk, byte* name)
    {
        int length = Length(name);
        int at = walk->DoneLength;
        if (at + length + 2 > PathMax) return false;
        if (at > 0) walk->Done[at++] = (byte)'/';
        Copy(name, walk->Done + at, PathMax - at);
        walk->DoneLength = at + length;
        return true;
    }

    /// <summary>
    /// Moves the first component of <paramref name="rest"/> to <paramref name="component"/>; false when none is left.
    /// </summary>
    private static bool Next(byte* rest, byte* component)
    {
        int start = 0;
        while (rest[start] == (byte)'/') start++;
        int end = start;
        while (rest[end] != 0 && rest[end] != (byte)'/') end++;
        int length = end - start;
        for (int i = 0; i < length; i++) component[i] = rest[start + i];
        component[length] = 0;
        while (rest[end] == (byte)'/') end++;
        int to = 0;
        while (rest[end] != 0) rest[to++] = rest[end++];
        rest[to] = 0;
        return length > 0;
    }

    private static bool IsDots(byte* component, out bool up)
    {
        up = component[0] == (byte)'.' && component[1] == (byte)'.' && component[2] == 0;
        return up || (component[0] == (byte)'.' && component[1] == 0);
    }

    private static int Length(byte* text)
    {
        int length = 0;
        while (text[length] != 0) length++;
        return length;
    }

    private static bool Copy(byte* from, byte* to, int room)
    {
        int i = 0;
        for (; from[i] != 0; i++)
        {
            if (i == room - 1) return false;
            to[i] = from[i];
        }
        to[i] = 0;
        return true;
    }
}
