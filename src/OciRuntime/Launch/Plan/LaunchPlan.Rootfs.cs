namespace OciRuntime.Launch.Plan;

internal sealed unsafe partial class LaunchPlan
{
    /// <summary>mount_setattr(2) of propagation X (MS_SHARED, MS_SLAVE, MS_PRIVATE, MS_UNBINDABLE) on the old root, recursively where A = 1.</summary>
    public void SetRootPropagation(ulong propagation, bool recursive)
    {
        ref Operation operation = ref Emit(OperationCode.SetRootPropagation);
        operation.X = propagation;
        operation.A = recursive ? 1 : 0;
    }

    /// <summary>Attaches the detached tree Fd, the container's root, and resolves every later path inside it. Path is where it came from, for errors and, in a mount namespace that is not new, where it is attached.</summary>
    /// <param name="tree">The detached tree; -1 where the runtime may not make one and the child, root of its user namespace, does.</param>
    /// <param name="path">The rootfs on the host.</param>
    /// <param name="overRoot">A = 1: over <c>/</c>, which a new mount namespace allows and which needs no path at all; 0: over <paramref name="path"/>.</param>
    public void AttachRootfs(int tree, string path, bool overRoot)
    {
        ref Operation operation = ref Emit(OperationCode.AttachRootfs);
        operation.Fd = tree;
        operation.Path = Arena.String(path);
        operation.A = overRoot ? 1 : 0;
    }

    /// <summary>The container's root where there is no mount namespace to attach anything in: the directory Fd itself (A = 2).</summary>
    public void UseRootfs(int directory, string path)
    {
        ref Operation operation = ref Emit(OperationCode.AttachRootfs);
        operation.Fd = directory;
        operation.Path = Arena.String(path);
        operation.A = 2;
    }

    /// <summary>mount(2) of a new filesystem: type Text, source Source, options Data (NUL-terminated or null), flags X, on Path, which is made as a directory where it is missing. A = 1: the files that it hides are copied up into it (<c>tmpcopyup</c>). B = 1: no part of the target may be a symbolic link; else it may not lie on procfs. Y = 1: a target that is there already gives its mode to the filesystem's root, by a <c>mode=</c> before the options.</summary>
    public void MountFilesystem(string target, string type, string source, string? options, ulong flags, bool copyUp, bool noSymlinks, bool keepMode = false)
    {
        ref Operation operation = ref Emit(OperationCode.MountFilesystem);
        operation.Path = Arena.String(target);
        operation.Text = Arena.String(type);
        operation.Source = Arena.String(source);
        operation.Data = Arena.String(string.IsNullOrEmpty(options) ? null : options);
        operation.X = flags;
        operation.A = copyUp ? 1 : 0;
        operation.B = noSymlinks ? 1 : 0;
        operation.Y = keepMode ? 1u : 0u;
    }

    /// <summary>move_mount(2) of the detached tree Fd, which came from Source, to Path; a missing target is made as a directory (A = 1) or an empty file (A = 0). The target may not lie on procfs, unless B = 1.</summary>
    public void AttachMount(int tree, string source, string target, bool directory, bool onProc = false)
    {
        ref Operation operation = ref Emit(OperationCode.AttachMount);
        operation.Fd = tree;
        operation.Source = Arena.String(source);
        operation.Path = Arena.String(target);
        operation.A = directory ? 1 : 0;
        operation.B = onProc ? 1 : 0;
    }

    /// <summary>open_tree(2) of Source, recursively where A = 1, the B attribute changes of Data, and move_mount(2) to Path, which is made like the source where it is missing. Opened here and not before clone, so that mountinfo(5) lists the mounts in the config's order.</summary>
    public void BindMount(string source, string target, bool recursive, System.ReadOnlySpan<AttributeChange> changes)
    {
        ref Operation operation = ref Emit(OperationCode.BindMount);
        operation.Source = Arena.String(source);
        operation.Path = Arena.String(target);
        operation.A = recursive ? 1 : 0;
        operation.Data = Arena.Copy(changes);
        operation.B = changes.Length;
    }

    /// <summary>open_tree(2) of Source and move_mount(2) to the new folder Text of the directory Path, which is on a filesystem that this plan has mounted.</summary>
    public void BindInto(byte* directory, string name, string source)
    {
        ref Operation operation = ref Emit(OperationCode.BindInto);
        operation.Path = directory;
        operation.Text = Arena.String(name);
        operation.Source = Arena.String(source);
    }

    /// <summary>mount_setattr(2) on the mount at Path: MOUNT_ATTR_* X set and Y cleared, propagation B (MS_* or 0), recursively where A = 1.</summary>
    public void SetMountAttributes(string target, ulong set, ulong clear, ulong propagation, bool recursive)
    {
        ref Operation operation = ref Emit(OperationCode.SetMountAttributes);
        operation.Path = Arena.String(target);
        operation.X = set;
        operation.Y = clear;
        operation.B = (int)propagation;
        operation.A = recursive ? 1 : 0;
    }

    /// <summary>mkdirat(2) of Path and its missing parents inside the root, mode A.</summary>
    public void MakeDirectory(string path, int mode)
    {
        ref Operation operation = ref Emit(OperationCode.MakeDirectory);
        operation.Path = Arena.String(path);
        operation.A = mode;
    }

    /// <summary>symlinkat(2): Text in the directory Path (see <see cref="Directory"/>) points to Source. An existing name is left alone, or, with A = 1, replaced.</summary>
    public void MakeSymlink(byte* directory, string name, string target, bool replace = false)
    {
        ref Operation operation = ref Emit(OperationCode.MakeSymlink);
        operation.Path = directory;
        operation.Text = Arena.String(name);
        operation.Source = Arena.String(target);
        operation.A = replace ? 1 : 0;
    }

    /// <summary>mknodat(2): Text in the directory Path (see <see cref="Directory"/>), mode with type A, device X, owner B, group Y; an existing name is left alone.</summary>
    public void MakeDevice(byte* directory, string name, uint mode, ulong device, uint uid, uint gid)
    {
        ref Operation operation = ref Emit(OperationCode.MakeDevice);
        operation.Path = directory;
        operation.Text = Arena.String(name);
        operation.A = (int)mode;
        operation.B = (int)uid;
        operation.X = device;
        operation.Y = gid;
    }

    /// <summary>A directory that several operations name: one pointer, so that the child opens it once.</summary>
    public byte* Directory(string path) => Arena.String(path);

    /// <summary>A pty in the container's devpts, its window X (rows) × Y (columns) where not 0; the master goes to the console socket Fd, the other end becomes standard input, output, error and the controlling terminal, owned by user A.</summary>
    public void MakeConsole(int socket, uint rows, uint columns, uint uid)
    {
        ref Operation operation = ref Emit(OperationCode.MakeConsole);
        operation.Fd = socket;
        operation.X = rows;
        operation.Y = columns;
        operation.A = (int)uid;
    }

    /// <summary>Binds the pty of <see cref="MakeConsole"/> over /dev/console.</summary>
    public void BindConsole() => Emit(OperationCode.BindConsole);

    /// <summary>Gives the directory Path the SELinux label Text, A bytes; setfilecon(3).</summary>
    public void LabelFile(string path, string label)
    {
        ref Operation operation = ref Emit(OperationCode.LabelFile);
        operation.Path = Arena.String(path);
        operation.Text = Arena.String(label);
        operation.A = System.Text.Encoding.UTF8.GetByteCount(label);
    }

    /// <summary>fchown(2) of the standard streams to user A, but for /dev/null and what refuses. B = 1: those that are the host's /dev/null become the container's.</summary>
    public void OwnStdio(uint uid, bool reopenNull)
    {
        ref Operation operation = ref Emit(OperationCode.OwnStdio);
        operation.A = (int)uid;
        operation.B = reopenNull ? 1 : 0;
    }

    /// <summary>In a running container: its root, for paths to be resolved in. Fd = -1: the joined mount namespace's; else chroot(2) into Fd.</summary>
    public void EnterRoot(int root) => Emit(OperationCode.EnterRoot).Fd = root;

    /// <summary>pivot_root(2) into the root and lazily unmounts the old one.</summary>
    public void PivotRoot() => Emit(OperationCode.PivotRoot);

    /// <summary><c>--no-pivot</c>: the old root's procfs and sysfs mounts, the paths of Data, are unmounted or covered, since they would show the host; then chroot(2) into the root, which lies over <c>/</c> already.</summary>
    public void MoveRoot(System.ReadOnlySpan<string> procfsAndSysfs) =>
        Emit(OperationCode.MoveRoot).Data = Arena.Vector(procfsAndSysfs);

    /// <summary>chroot(2) into the root, where the mount namespace is not the container's own.</summary>
    public void ChangeRoot() => Emit(OperationCode.ChangeRoot);

    /// <summary>Hides Path: a file under /dev/null, a directory (A = 1: which it is likely to be) under an empty read-only tmpfs with the options Text. What does not exist is skipped.</summary>
    public void MaskPath(string path, string? tmpfsOptions, bool likelyDirectory)
    {
        ref Operation operation = ref Emit(OperationCode.MaskPath);
        operation.A = likelyDirectory ? 1 : 0;
        operation.Path = Arena.String(path);
        operation.Text = Arena.String(tmpfsOptions);
    }

    /// <summary>Makes Path, with all below it, read-only by a bind on itself. What does not exist is skipped.</summary>
    public void ReadonlyPath(string path) => Emit(OperationCode.ReadonlyPath).Path = Arena.String(path);

    /// <summary>Has <see cref="WriteProc"/> use the host's procfs, <see cref="HostProc"/>.</summary>
    public void OpenProc() => Emit(OperationCode.OpenProc).Fd = HostProc;

    /// <summary>Writes Text (A bytes) to Path below procfs, never through a mount that covers it.</summary>
    public void WriteProc(string path, string value)
    {
        ref Operation operation = ref Emit(OperationCode.WriteProc);
        operation.Path = Arena.String(path);
        operation.Text = Arena.String(value);
        operation.A = System.Text.Encoding.UTF8.GetByteCount(value);
    }
}
