using OciRuntime.Launch.Child;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>The procfs and the sysfs that this process has mounted on <c>/proc</c> and <c>/sys</c>.</summary>
internal static unsafe class KernelViews
{
    /// <summary>
    /// Remembers what has been mounted there; <paramref name="type"/> is null for a tree of the host's.
    /// </summary>
    /// <returns>Whether <paramref name="root"/>, a descriptor of the mount, is kept.</returns>
    public static bool Note(byte* path, ChildString type, int root, ChildState* s)
    {
        if (IsPlace(path, ChildString.Literal("/proc"u8)))
        {
            s->ProcView = View(type, ChildString.Literal("proc"u8), root);
            return s->ProcView.Mounted;
        }
        if (IsPlace(path, ChildString.Literal("/sys"u8)))
        {
            s->SysView = View(type, ChildString.Literal("sysfs"u8), root);
            return s->SysView.Mounted;
        }
        if (!IsPlace(path, ChildString.Literal("/dev"u8))) return false;
        s->DevView = View(type, type, root);
        return s->DevView.Mounted;
    }

    private static KernelView View(ChildString type, ChildString wanted, int root) =>
        new() { Root = root, Mounted = root != -1 && !type.IsNull && ChildString.Equal(type, wanted) };

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
    public static int Open(byte* path, ChildString place, ref KernelView view) =>
        RootPaths.OpenAt(view.Root, path + place.Length + 1, O_PATH, 0, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
}
