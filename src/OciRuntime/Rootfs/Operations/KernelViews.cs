using OciRuntime.Launch.Child;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>The procfs and the sysfs that this process has mounted on <c>/proc</c> and <c>/sys</c>.</summary>
internal static unsafe class KernelViews
{
    /// <summary>
    /// Remembers what has been mounted there; <paramref name="type"/> is null for a tree of the host's.
    /// </summary>
    public static void Note(byte* path, ChildString type, ChildState* s)
    {
        if (IsPlace(path, ChildString.Literal("/proc"u8))) s->ProcView = View(type, ChildString.Literal("proc"u8));
        if (IsPlace(path, ChildString.Literal("/sys"u8))) s->SysView = View(type, ChildString.Literal("sysfs"u8));
    }

    private static KernelView View(ChildString type, ChildString wanted) =>
        new() { Root = -1, Mounted = !type.IsNull && ChildString.Equal(type, wanted) };

    private static bool IsPlace(byte* path, byte* place)
    {
        while (*place != 0 && *place == *path)
        {
            place++;
            path++;
        }
        while (*path == (byte)'/') path++;
        return *place == 0 && *path == 0;
    }

    /// <summary>
    /// Whether <paramref name="path"/> lies in a view that was mounted at <paramref name="place"/>, which ends with a
    /// slash.
    /// </summary>
    public static bool Contains(byte* path, byte* place, ref KernelView view)
    {
        if (!view.Mounted) return false;
        while (*place != 0 && *place == *path)
        {
            place++;
            path++;
        }
        return *place == 0 && *path != 0 && *path != (byte)'/';
    }

    /// <summary>Opens a path in a view from the view's own root, O_PATH.</summary>
    public static int Open(byte* path, ChildString place, long magic, ref KernelView view, ChildState* s)
    {
        if (view.Root == -1)
        {
            int root = RootPaths.OpenAt(s->Root, place, O_PATH | O_DIRECTORY, 0, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);
            statfs filesystem;
            // Somebody has exchanged the place: its paths would be found missing and passed over.
            if (root == -1 || fstatfs(root, &filesystem) == -1
                || filesystem.f_type != magic) return SetErrno(Errno.ESTALE);
            view.Root = root;
        }
        return RootPaths.OpenAt(view.Root, path + place.Length + 1, O_PATH, 0, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
    }
}
