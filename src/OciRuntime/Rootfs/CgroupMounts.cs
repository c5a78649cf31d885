using OciRuntime.Config;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>Mounts of type <c>cgroup</c>: what the host has, v1, v2 or both; config-linux.md, Default Filesystems and Cgroups.</summary>
internal static class CgroupMounts
{
    private const ulong SafeFlags = MS_NOEXEC | MS_NOSUID | MS_NODEV;

    /// <summary>Emits the mount.</summary>
    public static void Compile(RootfsContext context, LaunchPlan plan, int index, Mount mount)
    {
        if (context.Cgroup is null or { Unified: true }) CompileUnified(context, plan, index, mount);
        else CompileHierarchies(context, plan, index, mount, context.Cgroup);
    }

    /// <summary>Unshares the cgroup namespace: its root is where the process is at that moment, cgroup_namespaces(7).</summary>
    public static void EnterNamespace(RootfsContext context, LaunchPlan plan)
    {
        if (!context.NewCgroupNamespace || plan.Has(OperationCode.Unshare, CLONE_NEWCGROUP)) return;
        context.EnterCgroup(plan);
        plan.Unshare(CLONE_NEWCGROUP);
    }

    private static void CompileUnified(RootfsContext context, LaunchPlan plan, int index, Mount mount)
    {
        ParsedMount options = mount.Parsed;
        bool ownNamespace = context.Namespace("cgroup") is not null;
        string target = mount.Destination ?? "";
        if (ownNamespace || !(context.OtherUserNamespace || context.HostInUserNamespace))
        {
            EnterNamespace(context, plan);
            plan.MountFilesystem(target, "cgroup2", string.IsNullOrEmpty(mount.Source) ? "cgroup" : mount.Source, options.Data, options.Flags, false, true);
            foreach (ulong type in options.Propagation) plan.SetMountAttributes(target, 0, 0, type & ~MS_REC, (type & MS_REC) != 0);
            return;
        }
        // The host's cgroup namespace belongs to another user namespace, which alone may mount it: what is mounted there is bound.
        Bind(context, plan, index, "/sys/fs/cgroup", target, options, recursive: true);
    }

    private static unsafe void CompileHierarchies(RootfsContext context, LaunchPlan plan, int index, Mount mount, CgroupMountFacts facts)
    {
        ParsedMount options = mount.Parsed;
        string target = (mount.Destination ?? "").TrimEnd('/');
        bool ownNamespace = context.Namespace("cgroup") is not null;
        if (ownNamespace) EnterNamespace(context, plan);
        plan.MountFilesystem(target, "tmpfs", "tmpfs", MountCompiler.Labelled("mode=755", context.Spec), SafeFlags, false, true);
        byte* directory = plan.Directory(target);
        bool bound = !ownNamespace && MountCompiler.ChildSeesHost(context);
        // Before anything lies in it that peers could see; where there are none, with all the rest.
        if (!bound || (Propagation.OfNewRoot(context) & MS_SHARED) != 0)
        {
            foreach (ulong type in options.Propagation) plan.SetMountAttributes(target, 0, 0, type & ~MS_REC, (type & MS_REC) != 0);
        }
        foreach (CgroupHierarchy hierarchy in facts.Hierarchies)
        {
            if (ownNamespace) MountHierarchy(plan, hierarchy, $"{target}/{hierarchy.Name}", options);
            else if (bound) plan.BindInto(directory, hierarchy.Name, hierarchy.HostPath);
            else Bind(context, plan, index, hierarchy.HostPath, $"{target}/{hierarchy.Name}", options, recursive: false);
        }
        Links(plan, directory, facts);
        if (bound) ChangeAll(plan, target, options);
        else if (options.ReadOnly) plan.SetMountAttributes(target, MOUNT_ATTR_RDONLY, 0, 0, false);
    }

    private static void MountHierarchy(LaunchPlan plan, in CgroupHierarchy hierarchy, string place, ParsedMount options)
    {
        ulong flags = SafeFlags | (options.Flags & MS_RDONLY);
        if (hierarchy.IsV2) plan.MountFilesystem(place, "cgroup2", "cgroup2", null, flags, false, true);
        // A named hierarchy shows its name as its source.
        else plan.MountFilesystem(place, "cgroup", hierarchy.Options.StartsWith("name=", System.StringComparison.Ordinal) ? hierarchy.Options[5..] : "cgroup", hierarchy.Options, flags, false, true);
    }

    /// <summary>What the options say, on the tmpfs and all that is bound in it at once; none of it runs programs or holds devices, whatever they say.</summary>
    private static void ChangeAll(LaunchPlan plan, string target, ParsedMount options)
    {
        const ulong Safe = MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
        AttributeSteps steps = new(hasSubmounts: true);
        MountCompiler.AddOwn(ref steps, options, isBind: true);
        foreach (AttributeStep step in steps.Steps) plan.SetMountAttributes(target, step.Set == 0 && step.Clear == 0 ? 0 : step.Set | Safe, step.Clear & ~Safe, step.Propagation, recursive: true);
    }

    /// <summary><c>cpu</c> and <c>cpuacct</c> lead to <c>cpu,cpuacct</c>.</summary>
    private static unsafe void Links(LaunchPlan plan, byte* directory, CgroupMountFacts facts)
    {
        foreach (CgroupHierarchy hierarchy in facts.Hierarchies)
        {
            if (!hierarchy.Name.Contains(',')) continue;
            foreach (string controller in hierarchy.Name.Split(',')) plan.MakeSymlink(directory, controller, hierarchy.Name);
        }
    }

    private static void Bind(RootfsContext context, LaunchPlan plan, int index, string source, string target, ParsedMount options, bool recursive)
    {
        AttributeSteps steps = new(hasSubmounts: recursive);
        if (!MountCompiler.ChildSeesHost(context)) steps.Propagate(Propagation.OfTree(context, source));
        MountCompiler.AddOwn(ref steps, options, isBind: true);
        if (MountCompiler.ChildSeesHost(context))
        {
            plan.BindMount(source, target, recursive, steps.ToChanges());
            return;
        }
        string pointer = $"/mounts/{index}";
        using OwnedFd tree = HostTree.Open(context.Host, source, recursive, pointer);
        HostTree.Change(context.Host, tree, steps.Steps, options, source, pointer);
        plan.AttachMount(plan.Own(new OwnedFd(tree.Release())), source, target, true);
    }
}
