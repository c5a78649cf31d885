using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>Attaches the container's root, and has every later path resolved inside it.</summary>
internal unsafe struct AttachRootfs : IOperation<AttachRootfs>
{
    /// <summary>
    /// A detached tree; -1 if the runtime may not make one and the child, root of its user namespace, does. For
    /// <see cref="RootfsPlace.NotAttached"/> a directory.
    /// </summary>
    public required int Tree;

    /// <summary>The rootfs on the host.</summary>
    public required ChildString Path;

    /// <summary>Where it is attached.</summary>
    public required RootfsPlace Place;

    /// <summary>
    /// What was changed of <see cref="Tree"/>, <see cref="ChangeCount"/> calls: for a tree that is opened again because
    /// a mount namespace is pinned in it, which the child's own copy of the host's mounts does not have.
    /// </summary>
    public required AttributeChange* Changes;

    /// <summary>How many changes there are; 0 if the child cannot open the tree again.</summary>
    public required int ChangeCount;

    /// <inheritdoc/>
    public static int Run(AttachRootfs* o, ChildState* s)
    {
        if (o->Place == RootfsPlace.NotAttached)
        {
            s->Root = o->Tree;
            return 0;
        }
        byte* path = o->Place == RootfsPlace.HostRoot ? ChildString.Literal("/"u8) : o->Path;
        int tree = o->Tree, error = 0;
        if (tree == -1)
        {
            tree = OpenTree(o);
            if (tree == -1) return Check(-1, Phase.OpenTree, s);
            error = MountCalls.SetAttributes(tree, ChildString.Literal(""u8), AT_EMPTY_PATH, 0, MS_PRIVATE, s);
            if (error != 0) return error;
        }
        // A shared parent would show the new mount to the host, and pivot_root refuses it.
        if (s->RootShared) error = HideMountsOn(path, s);
        if (error == 0) error = Attach(tree, path, s);
        if (error == Errno.ELOOP && o->ChangeCount > 0)
        {
            Release(tree);
            tree = OpenTree(o);
            error = tree == -1 ? Check(-1, Phase.OpenTree, s) : 0;
            // Safe: the plan holds ChangeCount changes.
            for (int i = 0; error == 0 && i < o->ChangeCount; i++)
            {
                error = MountCalls.ChangeAttributes(tree, o->Changes + i, s);
            }
            if (error == 0) error = Attach(tree, path, s);
        }
        s->Root = tree;
        return error;
    }

    private static int OpenTree(AttachRootfs* o) =>
        open_tree(AT_FDCWD, o->Path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (uint)AT_RECURSIVE);

    private static int Attach(int tree, byte* path, ChildState* s)
    {
        int result = (int)move_mount(tree, ChildString.Literal(""u8), AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH);
        return Check(result, Phase.MoveMount, s);
    }

    /// <summary>
    /// Makes the mount that <paramref name="path"/> lies on private: only a mount's own root takes the attribute.
    /// </summary>
    private static int HideMountsOn(byte* path, ChildState* s)
    {
        int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
        if (fd == -1) return Check(-1, Phase.Open, s);
        int error = MountCalls.SetAttributes(fd, ChildString.Literal(""u8), AT_EMPTY_PATH, 0, MS_PRIVATE, s);
        // EINVAL: not the root of its mount, mount_setattr(2); the deepest path has half of PATH_MAX directories
        for (int depth = 0; error == Errno.EINVAL && depth < ChildState.PathMax / 2; depth++)
        {
            int parent = openat(fd, ChildString.Literal(".."u8), O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
            Release(fd);
            if (parent == -1) return Check(-1, Phase.Open, s);
            fd = parent;
            error = MountCalls.SetAttributes(fd, ChildString.Literal(""u8), AT_EMPTY_PATH, 0, MS_PRIVATE, s);
        }
        Release(fd);
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in AttachRootfs o, PlanText text)
    {
        if (o.Place == RootfsPlace.NotAttached) text.Add($"{o.Path} directory");
        else text.Add($"{o.Path} on={(o.Place == RootfsPlace.HostRoot ? "/" : o.Path.ToString())}");
        text.AddTree(o.Tree);
    }

    /// <inheritdoc/>
    public static Explanation Explain(in AttachRootfs o, in ChildFailure failure) => new("mount rootfs", o.Path);
}
