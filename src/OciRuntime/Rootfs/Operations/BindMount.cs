using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.Native.Paths;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>
/// open_tree(2), changes of attributes and move_mount(2). Opened here and not before clone, so that mountinfo(5)
/// lists the
/// mounts in the config's order; the target is made like the source if it is missing.
/// </summary>
internal unsafe struct BindMount : IOperation<BindMount>
{
    /// <summary>The source on the host.</summary>
    public required ChildString Source;

    /// <summary>Where it is bound, in the container.</summary>
    public required ChildString Target;

    /// <summary>With all mounts below it.</summary>
    public required bool Recursive;

    /// <summary>What is changed before it is attached, <see cref="ChangeCount"/> calls.</summary>
    public required AttributeChange* Changes;

    /// <summary>How many changes there are.</summary>
    public required int ChangeCount;

    /// <summary>
    /// The source is a path in the container's root and shows what is mounted there already; no link of the image leads
    /// out.
    /// </summary>
    public bool SourceInRoot;

    /// <summary>A source that is a symbolic link is bound itself.</summary>
    public bool SourceNoFollow;

    /// <summary>A target that is a symbolic link is covered itself; it has to be there.</summary>
    public bool TargetNoFollow;

    /// <summary>The flags of the source's mount stay, though the kernel does not know them as locked.</summary>
    public bool KeepFlags;

    /// <summary>The target may lie on procfs.</summary>
    public bool OnProc;

    /// <summary>The source has to be a directory of procfs.</summary>
    public bool IsProc;

    /// <summary>The parent maps the tree's ids, as it is asked to for this index of the mounts; -1 for none.</summary>
    public int MapMount;

    /// <inheritdoc/>
    public static int Run(BindMount* o, ChildState* s)
    {
        KernelViews.Note(o->Target, default, -1, s);
        RootPaths.ForgetNewTmpfs(o->Target, s);
        int error;
        int tree = OpenSource(o, s, &error);
        if (tree == -1) return error;
        if (o->IsProc) error = CheckProc(tree, s);
        if (error == 0 && o->MapMount != -1) error = MapIds(tree, o->MapMount, s);
        ulong locked = 0;
        if (error == 0 && o->KeepFlags) error = MountCalls.ReadFlags(tree, &locked, s);
        locked &= MountAttributes.Lockable;
        // Safe: the plan holds ChangeCount changes.
        for (int i = 0; error == 0 && i < o->ChangeCount; i++)
        {
            error = MountCalls.ChangeAttributes(tree, o->Changes + i, locked, s);
        }
        if (error == 0) error = Attach(o, tree, s);
        Release(tree);
        return error;
    }

    private static int OpenSource(BindMount* o, ChildState* s, int* error)
    {
        uint flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (o->Recursive ? (uint)AT_RECURSIVE : 0)
            | (o->SourceNoFollow ? (uint)AT_SYMLINK_NOFOLLOW : 0);
        int tree;
        if (!o->SourceInRoot)
        {
            tree = open_tree(AT_FDCWD, o->Source, flags);
        }
        else
        {
            int source = RootPaths.OpenInRoot(o->Source, O_PATH | (o->SourceNoFollow ? (ulong)O_NOFOLLOW : 0), s);
            tree = source == -1 ? -1 : open_tree(source, ChildString.Literal(""u8), flags | AT_EMPTY_PATH);
            if (tree != -1) Release(source);
        }
        *error = tree == -1 ? Check(-1, Phase.OpenSource, s) : 0;
        return tree;
    }

    /// <summary>Only who has CAP_SYS_ADMIN over the filesystem may: mount_setattr(2), MOUNT_ATTR_IDMAP.</summary>
    private static int MapIds(int tree, int index, ChildState* s)
    {
        SyncMessage message = default;
        message.Point = SyncPoint.MapMount;
        message.Value = index;
        int error = ParentChannel.SendDescriptor(s->Sync, tree, &message, sizeof(SyncMessage));
        if (error == 0) return ParentChannel.Wait(SyncPoint.MapMount, s);
        s->Phase = Phase.Socket;
        return error;
    }

    private static int CheckProc(int tree, ChildState* s)
    {
        statfs filesystem;
        int type = 0;
        int error = Check(fstatfs(tree, &filesystem), Phase.Verify, s);
        if (error == 0) error = FileFacts.ReadType(tree, &type, s);
        if (error != 0 || (filesystem.f_type == PROC_SUPER_MAGIC && type == S_IFDIR)) return error;
        s->Phase = Phase.SourceNotProc;
        return Errno.EINVAL;
    }

    private static int Attach(BindMount* o, int tree, ChildState* s)
    {
        int error;
        int target = o->TargetNoFollow
            ? RootPaths.OpenLink(o->Target, s, &error)
            : RootPaths.OpenTarget(o->Target, tree, s, &error);
        if (target != -1)
        {
            error = o->OnProc ? 0 : MountCalls.RefuseProc(target, s);
            if (error == 0) error = MountCalls.Move(tree, target, s);
            if (error == Errno.EINVAL) error = ExplainRefusal(tree, target, s);
            Release(target);
        }
        return error;
    }

    /// <summary>
    /// move_mount(2) says EINVAL for a directory on a file and the other way round; ENOTDIR says what is wrong.
    /// </summary>
    private static int ExplainRefusal(int tree, int target, ChildState* s)
    {
        int type = 0, targetType = 0;
        Phase phase = s->Phase;
        int error = FileFacts.ReadType(tree, &type, s);
        if (error == 0) error = FileFacts.ReadType(target, &targetType, s);
        s->Phase = phase;
        return error == 0 && (type == S_IFDIR) != (targetType == S_IFDIR) ? Errno.ENOTDIR : Errno.EINVAL;
    }

    /// <inheritdoc/>
    public static void Describe(in BindMount o, PlanText text)
    {
        text.Add($"{o.Source} on={o.Target.Rooted}").AddIf(o.Recursive, " recursive")
            .AddIf(o.SourceInRoot, " inroot").AddIf(o.MapMount != -1, " idmap").AddIf(o.SourceNoFollow, " srcnofollow")
            .AddIf(o.TargetNoFollow, " destnofollow").AddIf(o.KeepFlags, " keepflags").AddIf(o.OnProc, " onproc");
        if (o.ChangeCount == 0) return;
        text.Add(" tree=[");
        // Safe: the plan holds ChangeCount changes.
        for (int i = 0; i < o.ChangeCount; i++) text.AddIf(i > 0, "; ").Add(o.Changes[i].ToString());
        text.Add("]");
    }

    /// <inheritdoc/>
    public static Explanation Explain(in BindMount o, in ChildFailure failure) =>
        new("mount", o.Source, $" on `{o.Target.Rooted}`")
        {
            InRoot = o.Target,
            Hint = failure.Phase == Phase.OpenSource
                ? PathDiagnosis.Explain(o.Source, failure.Errno)
                : MountDiagnosis.ExplainTarget(o.Target.Rooted, o.Source, failure),
        };
}
