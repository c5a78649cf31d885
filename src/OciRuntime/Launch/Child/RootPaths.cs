using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>Descriptors of paths inside the container's root, whatever symbolic links its image holds.</summary>
internal static unsafe class RootPaths
{
    /// <summary>openat2(2) below <paramref name="directory"/> with what <paramref name="resolve"/> forbids.</summary>
    public static int OpenAt(int directory, byte* path, ulong flags, ulong mode, ulong resolve)
    {
        open_how how = default;
        how.flags = flags | O_CLOEXEC;
        how.mode = mode;
        how.resolve = resolve;
        int fd;
        // EAGAIN: a rename or mount raced with the resolution, openat2(2).
        do fd = (int)openat2(directory, path, &how, (nuint)sizeof(open_how));
        while (fd == -1 && errno is Errno.EAGAIN or Errno.EINTR);
        return fd;
    }

    /// <summary>Opens an existing path inside the root.</summary>
    public static int OpenInRoot(byte* path, ulong flags, ChildState* s)
    {
        byte* relative = *path == 0 ? ChildString.Literal("."u8) : path;
        return OpenAt(s->Root, relative, flags, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
    }

    /// <summary>An O_PATH descriptor of a mount's target, made with its parents if it is missing.</summary>
    /// <returns>The descriptor, or -1 with the errno in <paramref name="error"/>.</returns>
    public static int OpenTarget(byte* path, bool directory, bool noSymlinks, ChildState* s, int* error)
    {
        int fd = noSymlinks || !directory ? -1 : MakeInNewTmpfs(path, true, s);
        *error = 0;
        if (fd != -1) return fd;
        ForgetDirectory(s);
        fd = noSymlinks
            ? OpenAt(s->Root, path, O_PATH, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS)
            : OpenOffProc(path, s);
        s->Made = fd == -1 && errno == Errno.ENOENT;
        if (s->Made) fd = CreateInRoot.Open(s->Root, path, directory, noSymlinks);
        *error = fd == -1 ? errno : 0;
        if (fd == -1) s->Phase = noSymlinks && *error == Errno.ELOOP ? Phase.SymlinkedTarget : Phase.OpenTarget;
        return fd;
    }

    /// <summary>An O_PATH descriptor of what is there, of a symbolic link itself.</summary>
    /// <returns>The descriptor, or -1 with the errno in <paramref name="error"/>.</returns>
    public static int OpenLink(byte* path, ChildState* s, int* error)
    {
        ForgetDirectory(s);
        s->OffProc = s->Made = false;
        int fd = OpenInRoot(path, O_PATH | O_NOFOLLOW, s);
        if (fd != -1) ForgetCovered(fd, s);
        *error = fd == -1 ? errno : 0;
        if (fd == -1) s->Phase = Phase.OpenTarget;
        return fd;
    }

    /// <summary>The same for a bind mount: what is made is of the kind of <paramref name="tree"/>.</summary>
    public static int OpenTarget(byte* path, int tree, ChildState* s, int* error)
    {
        int type, fd;
        if (NameIn(s->NewTmpfs, path) != null)
        {
            *error = FileFacts.ReadType(tree, &type, s);
            if (*error != 0) return -1;
            fd = MakeInNewTmpfs(path, type == S_IFDIR, s);
            if (fd != -1) return fd;
        }
        ForgetDirectory(s);
        fd = OpenOffProc(path, s);
        s->Made = false;
        *error = fd == -1 ? errno : 0;
        if (*error != Errno.ENOENT)
        {
            s->Phase = Phase.OpenTarget;
            return fd;
        }
        *error = FileFacts.ReadType(tree, &type, s);
        if (*error != 0) return -1;
        s->Made = true;
        fd = CreateInRoot.Open(s->Root, path, type == S_IFDIR, false);
        *error = fd == -1 ? errno : 0;
        s->Phase = Phase.OpenTarget;
        return fd;
    }

    /// <summary>
    /// The directory of a run of small operations, opened once and kept until a mount may have covered it.
    /// </summary>
    public static int OpenDirectory(byte* path, ChildState* s, int* error)
    {
        *error = 0;
        if (s->DevView.Mounted && ChildString.Equal(path, ChildString.Literal("/dev"u8)))
            return s->DevView.Root;
        if (s->NewTmpfs != null && s->NewTmpfsRoot != -1 && ChildString.Equal(path, s->NewTmpfs))
            return s->NewTmpfsRoot;
        if (s->CachedDirectory != -1 && ChildString.Equal(s->CachedPath, path))
            return s->CachedDirectory;
        ForgetDirectory(s);
        int fd = OpenInRoot(path, O_PATH, s);
        if (fd == -1 && errno == Errno.ENOENT) fd = CreateInRoot.Open(s->Root, path, true, false);
        *error = fd == -1 ? errno : 0;
        if (fd == -1) s->Phase = Phase.OpenTarget;
        s->CachedPath = path;
        s->CachedDirectory = fd;
        return fd;
    }

    /// <summary>Remembers the tmpfs that was mounted last, and a descriptor of the mount.</summary>
    public static void NoteNewTmpfs(ChildString path, int root, ChildState* s)
    {
        s->NewTmpfs = path;
        s->NewTmpfsRoot = root;
    }

    /// <summary>Forgets it if a mount on <paramref name="path"/> covers it.</summary>
    public static void ForgetNewTmpfs(ChildString path, ChildState* s)
    {
        if (s->NewTmpfs == null) return;
        byte* covered = s->NewTmpfs, next = path;
        while (*next != 0 && *next == *covered)
        {
            next++;
            covered++;
        }
        while (*next == (byte)'/') next++;
        if (*next == 0 && (*covered == 0 || *covered == (byte)'/')) s->NewTmpfs = null;
    }

    /// <summary>Forgets what <see cref="OpenDirectory"/> has kept.</summary>
    public static void ForgetDirectory(ChildState* s)
    {
        if (s->CachedDirectory != -1) Release(s->CachedDirectory);
        s->CachedDirectory = -1;
    }

    /// <summary>Makes a directory and its missing parents, mode 0755.</summary>
    /// <returns>0 or an errno.</returns>
    public static int MakeDirectory(byte* path, ChildState* s)
    {
        int error;
        int fd = OpenTarget(path, true, false, s, &error);
        if (fd == -1) return error;
        Release(fd);
        return 0;
    }

    /// <summary>
    /// An O_PATH descriptor of what is there; if it lies on the root's own filesystem, the kernel has said so. What is
    /// found by another path than its own may be the root of a mount that this process has kept.
    /// </summary>
    private static int OpenOffProc(byte* path, ChildState* s)
    {
        const ulong InRoot = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS;
        int fd = OpenAt(s->Root, path, O_PATH, 0, InRoot | RESOLVE_NO_XDEV);
        s->OffProc = fd != -1;
        if (fd == -1 && errno == Errno.EXDEV) fd = OpenAt(s->Root, path, O_PATH, 0, InRoot);
        bool isOwnPath = IsPlain(path);
        if (fd == -1 && errno == Errno.ELOOP)
        {
            fd = OpenInRoot(path, O_PATH, s);
            isOwnPath = false;
        }
        if (fd != -1 && !isOwnPath) ForgetCovered(fd, s);
        return fd;
    }

    /// <summary>
    /// Forgets the mount whose root <paramref name="target"/> is: what will be mounted there covers it.
    /// </summary>
    private static void ForgetCovered(int target, ChildState* s)
    {
        if (s->ProcView.Mounted && FileFacts.IsSame(s->ProcView.Root, target)) s->ProcView.Mounted = false;
        if (s->SysView.Mounted && FileFacts.IsSame(s->SysView.Root, target)) s->SysView.Mounted = false;
        if (s->DevView.Mounted && FileFacts.IsSame(s->DevView.Root, target)) s->DevView.Mounted = false;
        if (s->NewTmpfs != null && s->NewTmpfsRoot != -1 && FileFacts.IsSame(s->NewTmpfsRoot, target))
            s->NewTmpfs = null;
    }

    /// <summary>Whether a path has no empty, <c>.</c> or <c>..</c> components.</summary>
    private static bool IsPlain(byte* path)
    {
        for (; *path != 0; path++)
        {
            if (*path != (byte)'/') continue;
            if (path[1] == (byte)'/') return false;
            // a name may begin with a dot
            if (path[1] != (byte)'.') continue;
            if (EndsName(path[2]) || (path[2] == (byte)'.' && EndsName(path[3]))) return false;
        }
        return true;
    }

    private static bool EndsName(byte next) => next is 0 or (byte)'/';

    /// <summary>
    /// Makes <paramref name="path"/>, if it is a new name in <see cref="ChildState.NewTmpfs"/>, such as
    /// <c>/dev/pts</c> in
    /// <c>/dev</c>: there is nothing to look for, and the directory stays open from one to the next, since a mount in
    /// it does
    /// not cover it.
    /// </summary>
    /// <returns>An O_PATH descriptor, or -1: it is not in there, or not new.</returns>
    private static int MakeInNewTmpfs(byte* path, bool directory, ChildState* s)
    {
        byte* name = NameIn(s->NewTmpfs, path);
        if (name == null) return -1;
        int error;
        int parent = OpenDirectory(s->NewTmpfs, s, &error);
        if (parent == -1) return -1;
        const uint EmptyFile = S_IFREG | 0x1A4; // 0644
        int made = directory ? mkdirat(parent, name, 0x1ED /* 0755 */) : mknodat(parent, name, EmptyFile, 0);
        if (made == -1) return -1;
        int fd = OpenAt(parent, name, O_PATH | O_NOFOLLOW, 0, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV);
        s->Made = s->OffProc = fd != -1;
        return fd;
    }

    /// <summary>
    /// The last component of <paramref name="path"/>, if all before it is <paramref name="directory"/>; null
    /// otherwise.
    /// </summary>
    public static byte* NameIn(byte* directory, byte* path)
    {
        if (directory == null) return null;
        while (*directory != 0 && *directory == *path)
        {
            directory++;
            path++;
        }
        if (*directory != 0 || *path != (byte)'/' || path[1] == 0 || path[1] == (byte)'.') return null;
        byte* name = ++path;
        while (*path != 0 && *path != (byte)'/') path++;
        return *path == 0 ? name : null;
    }
}
