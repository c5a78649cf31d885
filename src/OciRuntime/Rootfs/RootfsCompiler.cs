using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using OciRuntime.Rootfs.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>The container's view of files, from the host's mounts to a root of its own; the order is runc's.</summary>
internal static unsafe partial class RootfsCompiler
{
    /// <summary>Everything before the hooks, seen from the host: the root attached, the mounts, the devices.</summary>
    public static void CompileMounts(RootfsContext context, LaunchPlan plan)
    {
        if (context.NewMountNamespace)
        {
            ulong old = Propagation.OfOldRoot(context);
            plan.At("/linux/rootfsPropagation");
            plan.Emit(new SetRootPropagation { Propagation = old & ~MS_REC, Recursive = (old & MS_REC) != 0 });
        }
        AttachRootfs(context, plan);
        int mounts = context.Spec.Mounts?.Length ?? 0;
        for (int i = 0; i < mounts; i++) MountCompiler.Compile(context, plan, i);
        DeviceNodes.Compile(context, plan);
        CgroupMounts.EnterNamespace(context, plan.At("/linux/namespaces"));
        context.Host.EndCopying();
    }

    /// <summary>Makes the container's root the process's root.</summary>
    public static void CompileEntry(RootfsContext context, LaunchPlan plan)
    {
        plan.At("/root/path");
        if (!context.NewMountNamespace) plan.Emit(new ChangeRoot());
        else if (context.NoPivot) plan.Emit(new MoveRoot
        {
            ProcfsAndSysfs =
            plan.Arena.Vector(HostViews.OfKernel(context.RootfsPath))
        });
        else plan.Emit(new PivotRoot());
        if ((Propagation.OfNewRoot(context) & MS_SHARED) != 0) CompilePropagation(context, plan);
        // A working directory that the image lacks has to be made while it can be.
        if (context.Spec.Process?.Cwd is { Length: > 1 } cwd && HasReadOnly(context.Spec))
        {
            plan.At("/process/cwd").Emit(new MakeDirectory { Path = plan.String(cwd) });
        }
    }

    /// <summary>
    /// What nobody may write to or see from here on: after the sysctls, before the process's own restrictions.
    /// </summary>
    public static void CompileFinal(RootfsContext context, LaunchPlan plan)
    {
        CompileLateReadOnly(context, plan);
        if (context.Spec.Root is { Readonly: true })
        {
            plan.At("/root/readonly");
            // With all that is mounted in it: a detached tree takes no mounts, and changes at its root only.
            if (context.Namespace("mount") is null) plan.Emit(new ChangeRoot { OwnTree = true });
            EmitReadOnly(plan, "");
        }
        string[] readOnly = context.Spec.Linux?.ReadonlyPaths ?? [];
        for (int i = 0; i < readOnly.Length; i++)
        {
            plan.At("/linux/readonlyPaths", i).Emit(new ReadonlyPath { Path = plan.String(readOnly[i]) });
        }
        CompileMasks(context, plan);
        // Last, since what is unbindable cannot be made read-only or masked any more.
        if ((Propagation.OfNewRoot(context) & MS_UNBINDABLE) != 0) CompilePropagation(context, plan);
    }

    /// <summary>Emits that mounts into which files were still put become read-only.</summary>
    public static void CompileLateReadOnly(RootfsContext context, LaunchPlan plan)
    {
        for (int i = 0; i < (context.Spec.Mounts?.Length ?? 0); i++) CompileLateReadOnly(context, plan, i);
    }

    /// <summary>The same for mount <paramref name="index"/> alone.</summary>
    public static void CompileLateReadOnly(RootfsContext context, LaunchPlan plan, int index)
    {
        Mount mount = context.Spec.Mounts![index];
        if (!MountCompiler.IsLateReadOnly(mount)) return;
        EmitReadOnly(plan.At("/mounts", index), mount.Destination ?? "", context.KeptMount(index));
    }

    private static void CompilePropagation(RootfsContext context, LaunchPlan plan)
    {
        ulong propagation = Propagation.OfNewRoot(context);
        plan.At("/linux/rootfsPropagation").Emit(new SetMountAttributes
        {
            Target = plan.String(""),
            Change = new AttributeChange(0, 0, propagation & ~MS_REC, (propagation & MS_REC) != 0),
        });
    }

    private static void EmitReadOnly(LaunchPlan plan, string target, int* mount = null) =>
        plan.Emit(
            new SetMountAttributes
            {
                Target = plan.String(target),
                Change = new AttributeChange(MOUNT_ATTR_RDONLY, 0, 0, recursive: false),
                Mount = mount,
            });

    private static void CompileMasks(RootfsContext context, LaunchPlan plan)
    {
        string[] masked = context.Spec.Linux?.MaskedPaths ?? [];
        string? options = null;
        HashSet<string> seen = new(masked.Length);
        for (int i = 0; i < masked.Length; i++)
        {
            string path = LexicalPath.Clean(masked[i]);
            if (!seen.Add(path)) continue;
            options ??= MountCompiler.Labelled("nr_blocks=1,nr_inodes=1", context.Spec);
            plan.At("/linux/maskedPaths", i).Emit(new MaskPath
            {
                Path = plan.String(masked[i]),
                TmpfsOptions = plan.String(options),
                LikelyDirectory = IsLikelyDirectory(path),
            });
        }
    }

    /// <summary>What engines mask is a file, but for these; a wrong guess costs the child a look.</summary>
    private static bool IsLikelyDirectory(string path) =>
        path is "/proc/acpi" or "/proc/asound" or "/proc/scsi"
            || path.StartsWith("/sys/", System.StringComparison.Ordinal);

    private static void AttachRootfs(RootfsContext context, LaunchPlan plan)
    {
        if (context.Namespace("mount") is null)
        {
            int directory = context.Host.OpenDirectory(context.RootfsPath);
            if (directory == -1) throw HostTree.Failure("open", context.RootfsPath, errno, "/root/path");
            EmitRootfs(context, plan, plan.Own(new OwnedFd(directory)), RootfsPlace.NotAttached);
            return;
        }
        if (context.Unprivileged)
        {
            EmitRootfs(context, plan, -1, PlaceOf(context));
            return;
        }
        // Where the child can, it opens the tree again if that is needed.
        bool again = MountCompiler.ChildSeesHost(context);
        OwnedFd tree = again ? HostTree.OpenAny(context.Host, context.RootfsPath, "/root/path")
            : HostTree.Open(context.Host, context.RootfsPath, true, "/root/path");
        AttributeSteps steps = new(hasSubmounts: true);
        ulong inherited = Propagation.OfTree(context, context.RootfsPath), top = Propagation.OfRootfs(context);
        steps.Propagate(inherited);
        if (context.NewMountNamespace && (inherited & ~MS_REC) != top) steps.Propagate(top);
        HostTree.Change(context.Host, tree, steps.Steps, locks: false, context.RootfsPath, "/root/path");
        EmitRootfs(context, plan, plan.Own(tree), PlaceOf(context), again ? steps : default);
    }

    private static void EmitRootfs(RootfsContext context, LaunchPlan plan, int tree, RootfsPlace place,
        AttributeSteps steps = default) => plan.At("/root/path").Emit(new AttachRootfs
        {
            Tree = tree,
            Path = plan.String(context.RootfsPath),
            Place = place,
            Changes = steps.ToChanges(plan),
            ChangeCount = steps.Steps.Count,
        });

    /// <summary>
    /// Over <c>/</c>: not if it has to be found by its path, and not below a <c>/</c> that is bound with the mounts
    /// on it.
    /// </summary>
    private static RootfsPlace PlaceOf(RootfsContext context) =>
        context.NewMountNamespace && !HasEarlyHooks(context.Spec.Hooks) && !BindsHostRoot(context.Spec.Mounts ?? [])
            ? RootfsPlace.HostRoot
            : RootfsPlace.OwnPath;

    private static bool BindsHostRoot(Mount[] mounts)
    {
        foreach (Mount mount in mounts)
        {
            if (mount.Source is not { Length: > 0 } source || LexicalPath.Clean(source) != "/") continue;
            if (mount.IsBind) return true;
        }
        return false;
    }

    /// <summary>
    /// Hooks before the root changes look for the container's mounts where the bundle has its rootfs (config.md,
    /// createContainer Hooks).
    /// </summary>
    private static bool HasEarlyHooks(Config.Hooks? hooks) =>
#pragma warning disable CS0618 // prestart is deprecated, and NVIDIA's mounts come through it
        hooks is { Prestart.Length: > 0 } or { CreateRuntime.Length: > 0 } or { CreateContainer.Length: > 0 };
#pragma warning restore CS0618

    private static bool HasReadOnly(Config.Spec spec)
    {
        if (spec.Root is { Readonly: true }) return true;
        foreach (Mount mount in spec.Mounts ?? [])
        {
            if (MountCompiler.IsLateReadOnly(mount)) return true;
        }
        return false;
    }
}
