using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>Masked and read-only paths; config-linux.md, Masked Paths, Readonly Paths.</summary>
internal static unsafe partial class ChildMain
{
    /// <summary>O.A = 1: it is likely to be a directory. What it is shows when the other kind is refused.</summary>
    private static int MaskPath(Operation* o, ChildState* s)
    {
        int error;
        int target = OpenHidden(o->Path, s, &error);
        if (target == -1) return error;
        bool likely = o->A == 1;
        error = likely ? MaskDirectory(target, o, s) : MaskFile(target, s);
        if (error != 0)
        {
            Phase phase = s->Phase;
            int type, unknown = TypeOf(target, &type, s);
            if (unknown == 0 && (type == S_IFDIR) != likely) error = likely ? MaskFile(target, s) : MaskDirectory(target, o, s);
            else s->Phase = phase;
        }
        Release(target);
        return error;
    }

    /// <summary>A path to be masked or made read-only.</summary>
    /// <returns>An O_PATH descriptor, or -1: with <paramref name="error"/> 0 it is not there, or what is on the way is no directory, which runc skips.</returns>
    private static int OpenHidden(byte* path, ChildState* s, int* error)
    {
        int fd = InView(path, Text("/proc/"u8), ref s->ProcView)
            ? OpenInView(path, Text("/proc"u8), PROC_SUPER_MAGIC, ref s->ProcView, s)
            : InView(path, Text("/sys/"u8), ref s->SysView)
            ? OpenInView(path, Text("/sys"u8), SYSFS_MAGIC, ref s->SysView, s)
            : OpenInRoot(path, O_PATH, s);
        *error = fd != -1 || errno is Errno.ENOENT or Errno.ENOTDIR ? 0 : Check(-1, Phase.OpenTarget, s);
        return fd;
    }

    private static bool InView(byte* path, byte* place, ref KernelView view)
    {
        if (!view.Mounted) return false;
        while (*place != 0 && *place == *path)
        {
            place++;
            path++;
        }
        return *place == 0 && *path != 0 && *path != (byte)'/';
    }

    private static int OpenInView(byte* path, byte* place, long magic, ref KernelView view, ChildState* s)
    {
        if (view.Root == -1)
        {
            int root = OpenAt(s->Root, place, O_PATH | O_DIRECTORY, 0, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);
            statfs filesystem;
            // Somebody has exchanged the place: its paths would be found missing and passed over.
            if (root == -1 || fstatfs(root, &filesystem) == -1 || filesystem.f_type != magic) return SetErrno(Errno.ESTALE);
            view.Root = root;
        }
        return OpenAt(view.Root, path + Length(place) + 1, O_PATH, 0, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
    }

    private static int MaskFile(int target, ChildState* s)
    {
        if (s->Null == -1)
        {
            s->Null = OpenInRoot(Text("dev/null"u8), O_PATH | O_NOFOLLOW, s);
            if (s->Null == -1) return Check(-1, Phase.Open, s);
            // CVE-2025-31133: what lies at /dev/null may be the image's link to something else.
            int error = VerifyDevice(s->Null, 1, 3, s); // null(4): character device 1:3
            if (error != 0) return error;
        }
        return BindOver(s->Null, target, 0, s);
    }

    private static int MaskDirectory(int target, Operation* o, ChildState* s)
    {
        if (s->EmptyDirectory != -1) return BindOver(s->EmptyDirectory, target, 0, s);
        int error = Check(fchdir(target), Phase.ChangeDirectory, s);
        if (error == 0) error = Check(mount(Text("tmpfs"u8), Text("."u8), Text("tmpfs"u8), (nuint)MS_RDONLY, o->Text), Phase.Mount, s);
        if (error != 0) return error;
        s->EmptyDirectory = OpenHidden(o->Path, s, &error);
        if (s->EmptyDirectory == -1) return error == 0 ? Errno.ESTALE : error;
        statfs filesystem;
        error = Check(fstatfs(s->EmptyDirectory, &filesystem), Phase.Verify, s);
        if (error != 0 || (filesystem.f_type == TMPFS_MAGIC && filesystem.f_blocks == 1 /* nr_blocks */)) return error;
        // Another name by now, in a folder that somebody shares: the next one gets a filesystem of its own.
        close(s->EmptyDirectory);
        s->EmptyDirectory = -1;
        return 0;
    }

    private static int ReadonlyPath(Operation* o, ChildState* s)
    {
        int error;
        int target = OpenHidden(o->Path, s, &error);
        if (target == -1) return error;
        error = BindOver(target, target, MOUNT_ATTR_RDONLY, s);
        Release(target);
        return error;
    }
}
