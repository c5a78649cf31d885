using System.Runtime.CompilerServices;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>mount(2) of a new filesystem; its target is made as a directory if it is missing.</summary>
internal unsafe struct MountFilesystem : IOperation<MountFilesystem>
{
    /// <summary>Where it is mounted, in the container.</summary>
    public required ChildString Target;

    /// <summary>Its type.</summary>
    public required ChildString Type;

    /// <summary>Its source as mountinfo(5) shows it.</summary>
    public required ChildString Source;

    /// <summary>The filesystem's own options, or null.</summary>
    public required ChildString Options;

    /// <summary>MS_*.</summary>
    public required ulong Flags;

    /// <summary>The files that it hides are copied into it (<c>tmpcopyup</c>).</summary>
    public bool CopyUp;

    /// <summary>No part of the target may be a symbolic link; else it may not lie on procfs.</summary>
    public bool NoSymlinks;

    /// <summary>
    /// A target that is there already gives its mode to the filesystem's root, by a <c>mode=</c> before the options.
    /// </summary>
    public bool KeepMode;

    /// <summary>Where the child notes a descriptor of the mount, for operations that come later; or null.</summary>
    public int* Mount;

    /// <summary>
    /// The mount is made whole and then attached, so that it has a descriptor: all that is in it is found from there,
    /// also when its target has another name by then. Else mount(2), for a remount and for what is not looked at again.
    /// </summary>
    public bool Detached;

    /// <inheritdoc/>
    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    public static int Run(MountFilesystem* o, ChildState* s)
    {
        int error;
        int target = RootPaths.OpenTarget(o->Target, true, o->NoSymlinks, s, &error);
        if (target == -1) return error;
        error = o->NoSymlinks ? 0 : MountCalls.RefuseProc(target, s);
        if (error != 0)
        {
            Release(target);
            return error;
        }
        bool inNewTmpfs = s->Made && RootPaths.NameIn(s->NewTmpfs, o->Target) != null;
        byte* options = stackalloc byte[ChildState.PathMax];
        if (!o->KeepMode || s->Made || !AddMode(target, o->Options, options)) options = o->Options;
        int tree = -1;
        bool isTmpfs = ChildString.Equal(o->Type, ChildString.Literal("tmpfs"u8));
        // A tmpfs in another, such as /dev/shm in /dev, is not looked at again: mount(2) saves five calls.
        bool isLast = inNewTmpfs && isTmpfs && !o->CopyUp && o->Mount == null;
        error = o->Detached && !isLast ? Attach(o, options, target, &tree, s) : MountOn(o, options, target, s);
        if (error != 0) error = MountOtherwise(o, target, error, &tree, s);
        Release(target);
        if (error != 0) return error;
        bool isView = KernelViews.Note(o->Target, o->Type, tree, s);
        bool isNewTmpfs = !inNewTmpfs && !o->CopyUp && isTmpfs;
        if (isNewTmpfs) RootPaths.NoteNewTmpfs(o->Target, tree, s);
        if (o->Mount != null) *o->Mount = tree;
        if (tree != -1 && !isView && !isNewTmpfs && o->Mount == null) Release(tree);
        return 0;
    }

    private static int MountOn(MountFilesystem* o, byte* options, int target, ChildState* s)
    {
        int error = Check(fchdir(target), Phase.ChangeDirectory, s);
        if (error != 0) return error;
        int result = mount(o->Source, ChildString.Literal("."u8), o->Type, (nuint)o->Flags, options);
        return Check(result, Phase.Mount, s);
    }

    private static int Attach(MountFilesystem* o, ChildString options, int target, int* tree, ChildState* s)
    {
        int error;
        *tree = NewMount.Make(o, options, s, &error);
        if (error == 0 && o->CopyUp) error = FillFrom(target, *tree, s);
        return error != 0 ? error : MountCalls.Move(*tree, target, s);
    }

    /// <summary>Copies what the target has into the filesystem, which nobody else can reach yet.</summary>
    private static int FillFrom(int target, int tree, ChildState* s)
    {
        byte* here = ChildString.Literal("."u8);
        int hidden = RootPaths.OpenAt(target, here, O_RDONLY | O_DIRECTORY, 0, RESOLVE_BENEATH);
        if (hidden == -1) return Check(-1, Phase.Open, s);
        int root = RootPaths.OpenAt(tree, here, O_RDONLY | O_DIRECTORY, 0, RESOLVE_BENEATH);
        int error = root == -1 ? Check(-1, Phase.Open, s) : FileCopy.Tree(hidden, root, s);
        Release(hidden);
        if (root != -1) Release(root);
        return error;
    }

    /// <summary>What can be done if the kernel has refused.</summary>
    private static int MountOtherwise(MountFilesystem* o, int target, int error, int* tree, ChildState* s)
    {
        // The host's cgroup2 lies there already, and mount(2) refuses one filesystem twice; move_mount(2) does not.
        if (!o->Detached && error == Errno.EBUSY && ChildString.Equal(o->Type, ChildString.Literal("cgroup2"u8)))
        {
            return Attach(o, o->Options, target, tree, s);
        }
        // The network namespace is of another user namespace, which alone may mount its sysfs: the host's is bound, as
        // in crun.
        bool readOnlySysfs = (o->Flags & MS_RDONLY) != 0 && ChildString.Equal(o->Type, ChildString.Literal("sysfs"u8));
        if (error != Errno.EPERM || !readOnlySysfs)
            return error;
        int bound = open_tree(
            AT_FDCWD,
            ChildString.Literal("/sys"u8),
            OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE
        );
        if (bound == -1)
            return error;
        byte* empty = ChildString.Literal(""u8);
        ulong attributes = MountAttributes.Named(o->Flags);
        error = MountCalls.SetAttributes(bound, empty, AT_EMPTY_PATH | AT_RECURSIVE, attributes, MS_PRIVATE, s);
        *tree = bound;
        return error != 0 ? error : MountCalls.Move(bound, target, s);
    }

    /// <summary>
    /// Writes <c>mode=</c> with the permissions of <paramref name="target"/> and <paramref name="rest"/> to <paramref
    /// name="options"/>.
    /// </summary>
    /// <returns>False if they do not fit or cannot be found out.</returns>
    private static bool AddMode(int target, ChildString rest, byte* options)
    {
        statx facts;
        if (Libc.statx(target, ChildString.Literal(""u8), AT_EMPTY_PATH, STATX_MODE, &facts) == -1) return false;
        int at = ChildString.Append(options, 0, ChildString.Literal("mode="u8));
        for (int shift = 9; shift >= 0; shift -= 3) options[at++] = (byte)('0' + ((facts.stx_mode >> shift) & 7));
        options[at] = 0;
        if (rest.IsNull) return true;
        if (at + rest.Length + 2 > ChildState.PathMax) return false;
        options[at++] = (byte)',';
        ChildString.Append(options, at, rest);
        return true;
    }

    /// <inheritdoc/>
    public static void Describe(in MountFilesystem o, PlanText text) =>
        text.Add($"{o.Source} type={o.Type} on={o.Target.Rooted} flags={AttributeText.MountFlags(o.Flags)}")
            .AddIf(!o.Options.IsNull, $" data={o.Options}").AddIf(o.CopyUp, " copyup")
            .AddIf(o.NoSymlinks, " nosymlinks").AddIf(o.KeepMode, " keepmode");

    /// <inheritdoc/>
    public static Explanation Explain(in MountFilesystem o, in ChildFailure failure) =>
        new("mount", o.Source, $" ({o.Type}) on `{o.Target.Rooted}`")
        {
            InRoot = o.Target,
            Hint = failure.Phase == Phase.Mount
                ? MountDiagnosis.Explain(o.Type, o.Options, failure.Errno)
                : MountDiagnosis.ExplainTarget(o.Target.Rooted, null, failure),
        };
}
