using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Namespaces.Operations;
using OciRuntime.Native;
using OciRuntime.Rootfs.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>
/// Mounts of type <c>cgroup</c>: what the host has, v1, v2 or both; config-linux.md, Default Filesystems and Cgroups.
/// </summary>
internal static unsafe class CgroupMounts
{
    private const ulong SafeFlags = MS_NOEXEC | MS_NOSUID | MS_NODEV;

    /// <summary>Emits the mount.</summary>
    public static void Compile(RootfsContext context, LaunchPlan plan, int index, Mount mount)
    {
        if (context.Cgroup is null or { Unified: true }) CompileUnified(context, plan, index, mount);
        else CompileHierarchies(context, plan, index, mount, context.Cgroup);
    }

    /// <summary>
    /// Unshares the cgroup namespace: its root is where the process is at that moment, cgroup_namespaces(7).
    /// </summary>
    public static void EnterNamespace(RootfsContext context, LaunchPlan plan)
    {
        if (!context.NewCgroupNamespace || IsUnshared(plan)) return;
        context.EnterCgroup(plan);
        plan.Emit(new Unshare { Types = CLONE_NEWCGROUP });
    }

    private static bool IsUnshared(LaunchPlan plan)
    {
        for (int i = 0; i < plan.Count; i++)
        {
            Unshare* operation = plan.OperandsOf<Unshare>(i);
            // Safe: an operation of this type, or null.
            if (operation != null && operation->Types == CLONE_NEWCGROUP) return true;
        }
        return false;
    }

    private static void CompileUnified(RootfsContext context, LaunchPlan plan, int index, Mount mount)
    {
        ParsedMount options = mount.Parsed;
        bool ownNamespace = context.Namespace("cgroup") is not null;
        string target = mount.Destination ?? "";
        if (ownNamespace || !(context.OtherUserNamespace || context.HostInUserNamespace))
        {
            EnterNamespace(context, plan);
            string source = string.IsNullOrEmpty(mount.Source) ? "cgroup" : mount.Source;
            int* kept = context.KeepMount(plan, index);
            EmitMount(plan, target, "cgroup2", source, options.Data, options.Flags, kept);
            Propagate(plan, target, options, kept);
            AttributeChange recursive = new(options.RecursiveSet, options.RecursiveClear, 0, recursive: true);
            if ((options.RecursiveSet | options.RecursiveClear) != 0) Change(plan, target, recursive, kept);
            return;
        }
        RefuseData(mount, index, "the host's cgroup2, which is bound");
        // The host's cgroup namespace belongs to another user namespace, which alone may mount it: what is mounted
        // there is bound.
        Bind(context, plan, index, "/sys/fs/cgroup", target, options, recursive: true);
    }

    private static void CompileHierarchies(RootfsContext context, LaunchPlan plan, int index, Mount mount,
        CgroupMountFacts facts)
    {
        ParsedMount options = mount.Parsed;
        RefuseData(mount, index, "hierarchies of cgroup v1, which are mounted already");
        string target = (mount.Destination ?? "").TrimEnd('/');
        bool ownNamespace = context.Namespace("cgroup") is not null;
        if (ownNamespace) EnterNamespace(context, plan);
        // What systemd makes around the child can only be bound by the child, and once it is in there.
        else if (facts.MadeLater) context.EnterCgroup(plan);
        string tmpfs = MountCompiler.Labelled("mode=755", context.Spec);
        int* kept = context.KeepMount(plan, index);
        EmitMount(plan, target, "tmpfs", "tmpfs", tmpfs, SafeFlags, kept);
        ChildString directory = plan.Directory(target);
        bool bound = !ownNamespace && (facts.MadeLater || MountCompiler.ChildSeesHost(context));
        // Before anything lies in it that peers could see; where there are none, with all the rest.
        if (!bound || (Propagation.OfNewRoot(context) & MS_SHARED) != 0)
        {
            Propagate(plan, target, options, kept);
        }
        foreach (CgroupHierarchy hierarchy in facts.Hierarchies)
        {
            if (ownNamespace) MountHierarchy(plan, hierarchy, $"{target}/{hierarchy.Name}", options);
            else if (bound) BindInto(plan, directory, hierarchy);
            else Bind(context, plan, index, hierarchy.HostPath, $"{target}/{hierarchy.Name}", options,
                recursive: false);
        }
        Links(plan, directory, facts);
        if (!bound) return;
        ChangeAll(plan, target, options, kept);
        // Only the hierarchies: what the config mounts below finds a place in the tmpfs, as in runc and crun.
        if (options.EndsReadOnly)
        {
            Change(plan, target, new AttributeChange(0, MOUNT_ATTR_RDONLY, 0, recursive: false), kept);
        }
    }

    /// <summary>Options of the filesystem would be dropped.</summary>
    private static void RefuseData(Mount mount, int index, string what)
    {
        List<SpecError> errors = [];
        foreach (int i in mount.Parsed.DataOptions)
        {
            errors.Add(
                new SpecError($"/mounts/{index}/options/{i}", $"`{mount.Options![i]}` has no effect on {what}",
                    Code: SpecErrorCodes.Conflict));
        }
        if (errors.Count > 0) throw new SpecException(errors);
    }

    private static void EmitMount(LaunchPlan plan, string target, string type, string source, string? options,
        ulong flags, int* kept = null) =>
        plan.Emit(new MountFilesystem
        {
            Target = plan.String(target),
            Type = plan.String(type),
            Source = plan.String(source),
            Options = plan.String(string.IsNullOrEmpty(options) ? null : options),
            Flags = flags,
            NoSymlinks = true,
            Mount = kept,
            Detached = kept != null,
        });

    private static void BindInto(LaunchPlan plan, ChildString directory, in CgroupHierarchy hierarchy) =>
        plan.Emit(new BindInto
        {
            Directory = directory,
            Name = plan.String(hierarchy.Name),
            Source = plan.String(hierarchy.HostPath),
        });

    private static void Propagate(LaunchPlan plan, string target, ParsedMount options, int* mount)
    {
        foreach (ulong type in options.Propagation)
        {
            Change(plan, target, new AttributeChange(0, 0, type & ~MS_REC, (type & MS_REC) != 0), mount);
        }
    }

    private static void Change(LaunchPlan plan, string target, AttributeChange change, int* mount) =>
        plan.Emit(new SetMountAttributes { Target = plan.String(target), Change = change, Mount = mount });

    private static void MountHierarchy(LaunchPlan plan, in CgroupHierarchy hierarchy, string place,
        ParsedMount options)
    {
        ulong flags = SafeFlags | (options.EndsReadOnly ? MS_RDONLY : 0);
        if (hierarchy.IsV2)
        {
            EmitMount(plan, place, "cgroup2", "cgroup2", null, flags);
            return;
        }
        // A named hierarchy shows its name as its source.
        bool named = hierarchy.Options.StartsWith("name=", System.StringComparison.Ordinal);
        EmitMount(plan, place, "cgroup", named ? hierarchy.Options[5..] : "cgroup", hierarchy.Options, flags);
    }

    /// <summary>
    /// What the options say, on the tmpfs and all that is bound in it at once; none of it runs programs or holds
    /// devices, whatever they say.
    /// </summary>
    private static void ChangeAll(LaunchPlan plan, string target, ParsedMount options, int* mount)
    {
        const ulong Safe = MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
        AttributeSteps steps = new(hasSubmounts: true);
        MountCompiler.AddOwn(ref steps, options, isBind: true);
        foreach (AttributeStep step in steps.Steps)
        {
            ulong set = step.Set == 0 && step.Clear == 0 ? 0 : step.Set | Safe;
            Change(
                plan,
                target,
                new AttributeChange(set, step.Clear & ~Safe, step.Propagation, recursive: true),
                mount
            );
        }
    }

    /// <summary><c>cpu</c> and <c>cpuacct</c> lead to <c>cpu,cpuacct</c>.</summary>
    private static void Links(LaunchPlan plan, ChildString directory, CgroupMountFacts facts)
    {
        foreach (CgroupHierarchy hierarchy in facts.Hierarchies)
        {
            if (!hierarchy.Name.Contains(',')) continue;
            foreach (string controller in hierarchy.Name.Split(','))
            {
                ChildString name = plan.String(controller), target = plan.String(hierarchy.Name);
                plan.Emit(new MakeSymlink { Directory = directory, Name = name, Target = target });
            }
        }
    }

    private static void Bind(RootfsContext context, LaunchPlan plan, int index, string source, string target,
        ParsedMount options, bool recursive)
    {
        AttributeSteps steps = new(hasSubmounts: recursive);
        if (!MountCompiler.ChildSeesHost(context)) steps.Propagate(Propagation.OfTree(context, source));
        MountCompiler.AddOwn(ref steps, options, isBind: true);
        if (MountCompiler.ChildSeesHost(context))
        {
            plan.Emit(steps.ToBindMount(plan, source, target, recursive));
            return;
        }
        string pointer = $"/mounts/{index}";
        using OwnedFd tree = HostTree.Open(context.Host, source, recursive, pointer);
        HostTree.Change(context.Host, tree, steps.Steps, context.LocksHostFlags, source, pointer);
        plan.Emit(new AttachMount
        {
            Tree = plan.Own(new OwnedFd(tree.Release())),
            Source = plan.String(source),
            Target = plan.String(target),
            IsDirectory = true,
        });
    }
}
