using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>Descriptors of paths inside the container's root, whatever symbolic links its image holds.</summary>
internal static unsafe partial class ChildMain
{
    /// <summary>openat2(2) below <paramref name="directory"/> with what <paramref name="resolve"/> forbids.</summary>
    private static int OpenAt(int directory, byte* path, ulong flags, ulong mode, ulong resolve)
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

    /// <summary>
    /// A descriptor that is no longer needed: <see cref="OperationCode.CloseDescriptors"/> closes all of them at one blow, so only a plan
    /// that would come near the usual limit of 1,024 has them closed one by one.
    /// </summary>
    internal static void Release(int fd)
    {
        const int Many = 256;
        if (fd >= Many) close(fd);
    }

    /// <summary>Opens an existing path inside the root.</summary>
    private static int OpenInRoot(byte* path, ulong flags, ChildState* s) =>
        *path == 0
            ? OpenAt(s->Root, Text("."u8), flags, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS)
            : OpenAt(s->Root, path, flags, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);

    /// <summary>An O_PATH descriptor of a mount's target, made with its parents where it is missing.</summary>
    /// <returns>The descriptor, or -1 with the errno in <paramref name="error"/>.</returns>
    private static int OpenTarget(byte* path, bool directory, bool noSymlinks, ChildState* s, int* error)
    {
        int fd = noSymlinks || !directory ? -1 : MakeInFresh(path, true, s);
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

    /// <summary>The same for a bind mount: what is made is of the kind of <paramref name="tree"/>.</summary>
    private static int OpenTarget(byte* path, int tree, ChildState* s, int* error)
    {
        int type, fd;
        if (NameIn(s->Fresh, path) != null)
        {
            *error = TypeOf(tree, &type, s);
            if (*error != 0) return -1;
            fd = MakeInFresh(path, type == S_IFDIR, s);
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
        *error = TypeOf(tree, &type, s);
        if (*error != 0) return -1;
        s->Made = true;
        fd = CreateInRoot.Open(s->Root, path, type == S_IFDIR, false);
        *error = fd == -1 ? errno : 0;
        s->Phase = Phase.OpenTarget;
        return fd;
    }

    /// <summary>The directory of a run of small operations, opened once and kept until a mount may have covered it.</summary>
    private static int OpenDirectory(byte* path, ChildState* s, int* error)
    {
        *error = 0;
        if (s->CachedDirectory != -1 && Same(s->CachedPath, path)) return s->CachedDirectory;
        ForgetDirectory(s);
        int fd = OpenInRoot(path, O_PATH, s);
        if (fd == -1 && errno == Errno.ENOENT) fd = CreateInRoot.Open(s->Root, path, true, false);
        *error = fd == -1 ? errno : 0;
        if (fd == -1) s->Phase = Phase.OpenTarget;
        s->CachedPath = path;
        s->CachedDirectory = fd;
        return fd;
    }

    /// <summary>An O_PATH descriptor of what is there; where it lies on the root's own filesystem, the kernel has said so.</summary>
    private static int OpenOffProc(byte* path, ChildState* s)
    {
        int fd = OpenAt(s->Root, path, O_PATH, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV);
        s->OffProc = fd != -1;
        return fd == -1 && errno == Errno.EXDEV ? OpenInRoot(path, O_PATH, s) : fd;
    }

    private static void ForgetDirectory(ChildState* s)
    {
        if (s->CachedDirectory != -1) Release(s->CachedDirectory);
        s->CachedDirectory = -1;
    }

    /// <summary>The address of a literal, which the compiler ends with a NUL.</summary>
    private static byte* Text(System.ReadOnlySpan<byte> literal) =>
        // Safe: a u8 literal lies in the binary's read-only data and never moves.
        (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(
            ref System.Runtime.InteropServices.MemoryMarshal.GetReference(literal));
}
