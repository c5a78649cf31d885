using OciRuntime.Config;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.Native.Paths;
using OciRuntime.Rootfs.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>One entry of the config's mounts; config.md, Mounts.</summary>
internal static unsafe class MountCompiler
{
    /// <summary>Emits what makes mounts[<paramref name="index"/>].</summary>
    public static void Compile(RootfsContext context, LaunchPlan plan, int index)
    {
        Mount mount = context.Spec.Mounts![index];
        plan.At("/mounts", index);
        if (mount.IsBind) CompileBind(context, plan, index, mount);
        else if (mount.Type == "cgroup") CgroupMounts.Compile(context, plan, index, mount);
        else CompileFilesystem(context, plan, index, mount);
    }

    /// <summary>
    /// Whether the mount is made writable and becomes read-only at the end: files are still put into it.
    /// </summary>
    public static bool IsLateReadOnly(Mount mount) =>
        mount.Parsed.ReadOnly && !mount.IsBind && !mount.Parsed.IsRemount
            && (mount.Type == "tmpfs" || LexicalPath.Clean(mount.Destination) == "/dev");

    private static void CompileBind(RootfsContext context, LaunchPlan plan, int index, Mount mount)
    {
        ParsedMount options = mount.Parsed;
        AttributeSteps steps = new(hasSubmounts: options.Recursive);
        string target = mount.Destination ?? "";
        if (options.IsRemount)
        {
            AddOwn(ref steps, options, isBind: true);
            Emit(plan, target, steps);
            return;
        }
        string source = SourceOf(context, mount);
        if (options.CopySymlink && HostPath.ReadLink(source) is { } link)
        {
            CompileLink(plan, target, link);
            return;
        }
        string? inRoot = RootfsPaths.Inside(context.RootfsPath, source);
        if (inRoot is not null || IsBoundByChild(context, mount))
        {
            // What rootfsPropagation asks for is done: the child's copy of the host's mounts has it.
            AddOwn(ref steps, options, isBind: true);
            BindMount bind = steps.ToBindMount(plan, inRoot ?? source, target, options.Recursive);
            plan.Emit(bind with
            {
                SourceInRoot = inRoot is not null,
                MapMount = IdMappedMounts.Asked(mount) ? index : -1,
                SourceNoFollow = options.SourceNoFollow,
                TargetNoFollow = options.DestinationNoFollow,
                KeepFlags = context.LocksHostFlags && !context.Unprivileged && steps.Steps.Count > 0,
                OnProc = ProcRules.Allows(mount.Destination),
                IsProc = LexicalPath.Clean(mount.Destination) == "/proc",
            });
            return;
        }
        CompileTree(context, plan, mount, source, $"/mounts/{index}", steps);
    }

    /// <summary>A bind of a tree that the parent opens, with all its attributes.</summary>
    private static void CompileTree(
        RootfsContext context,
        LaunchPlan plan,
        Mount mount,
        string source,
        string pointer,
        AttributeSteps steps
    )
    {
        ParsedMount options = mount.Parsed;
        using OwnedFd tree = HostTree.Open(context.Host, source, options.Recursive, pointer + "/source",
            options.SourceNoFollow);
        statx facts = HostPath.Facts(tree.Fd, source);
        ProcRules.CheckBind(mount, tree, facts, source, pointer);
        IdMappedMounts.Apply(context, mount, tree, source, pointer);
        steps.Propagate(Propagation.OfTree(context, source));
        AddOwn(ref steps, options, isBind: true);
        HostTree.Change(context.Host, tree, steps.Steps, context.LocksHostFlags, source, pointer);
        bool directory = (facts.stx_mode & S_IFMT) == S_IFDIR;
        plan.Emit(new AttachMount
        {
            Tree = plan.Own(new OwnedFd(tree.Release())),
            Source = plan.String(source),
            Target = plan.String(mount.Destination ?? ""),
            IsDirectory = directory,
            OnProc = ProcRules.Allows(mount.Destination),
            TargetNoFollow = options.DestinationNoFollow,
        });
    }

    /// <summary>
    /// <c>copy-symlink</c>: the link is made again; one that is there has to be the same, as in crun.
    /// </summary>
    private static void CompileLink(LaunchPlan plan, string target, string link)
    {
        string path = LexicalPath.Clean(target);
        plan.Emit(new MakeSymlink
        {
            Directory = plan.Directory(LexicalPath.Parent(path)),
            Name = plan.String(LexicalPath.Name(path)),
            Target = plan.String(link),
            MustMatch = true,
        });
    }

    /// <summary>
    /// Whether the child opens the source itself, in its copy of the host's mounts: the usual case. Not if a user
    /// namespace locks flags or hides the source, or ids are mapped.
    /// </summary>
    private static bool IsBoundByChild(RootfsContext context, Mount mount) =>
        ChildSeesHost(context) && !IdMappedMounts.Asked(mount);

    /// <summary>Whether the child may open what the host has, and finds its flags unlocked.</summary>
    public static bool ChildSeesHost(RootfsContext context) =>
        context.NewMountNamespace && !context.IsRunning && (context.Unprivileged
            || (!context.OtherUserNamespace && !context.HostInUserNamespace));

    private static bool HasMode(string data) =>
        data.StartsWith("mode=", System.StringComparison.Ordinal)
            || data.Contains(",mode=", System.StringComparison.Ordinal);

    private static void CompileFilesystem(RootfsContext context, LaunchPlan plan, int index, Mount mount)
    {
        ParsedMount options = mount.Parsed;
        string target = mount.Destination ?? "";
        string type = mount.Type ?? "";
        if (type == "cgroup2") CgroupMounts.EnterNamespace(context, plan);
        ulong flags = IsLateReadOnly(mount) ? options.Flags & ~MS_RDONLY : options.Flags;
        bool kernelView = type is "proc" or "sysfs";
        string data = kernelView || type == "mqueue" ? options.Data
            : Labelled(options.Data, context.Spec);
        AttributeSteps steps = new(hasSubmounts: false);
        AddOwn(ref steps, options, isBind: false);
        string? mqueueLabel = type == "mqueue" ? context.Spec.Linux?.MountLabel : null;
        bool late = IsLateReadOnly(mount) || steps.Steps.Count > 0 || !string.IsNullOrEmpty(mqueueLabel);
        int* kept = late && !options.IsRemount ? context.KeepMount(plan, index) : null;
        plan.Emit(new MountFilesystem
        {
            Target = plan.String(target),
            Type = plan.String(type),
            Source = plan.String(string.IsNullOrEmpty(mount.Source) ? type : mount.Source),
            Options = plan.String(data.Length == 0 ? null : data),
            Flags = flags,
            CopyUp = options.TmpCopyUp,
            NoSymlinks = kernelView,
            // A tmpfs would be open to all (1777); runc gives it what the image says of the directory.
            KeepMode = type == "tmpfs" && !options.IsRemount && !HasMode(options.Data),
            Mount = kept,
            Detached = !options.IsRemount && (kept != null || type is "tmpfs" or "proc" or "sysfs"),
        });
        // mqueue takes no context option; the label is put on its root, as in runc.
        if (!string.IsNullOrEmpty(mqueueLabel) && kept != null)
        {
            plan.Emit(new LabelFile { Path = plan.String(target), Label = plan.String(mqueueLabel), Mount = kept });
        }
        Emit(plan, target, steps, kept);
    }

    /// <summary>What the mount's own options ask for: propagation, its attributes, those of all below.</summary>
    public static void AddOwn(ref AttributeSteps steps, ParsedMount options, bool isBind)
    {
        foreach (ulong type in options.Propagation) steps.Propagate(type);
        if (isBind && options.HasMountFlags)
        {
            (ulong set, ulong clear) = MountAttributes.ForBind(options.Flags);
            steps.Change(set, clear, recursive: false, MountAttributes.Named(options.ClearFlags));
        }
        steps.Change(options.RecursiveSet, options.RecursiveClear, recursive: true, options.RecursiveClear);
    }

    private static void Emit(LaunchPlan plan, string target, in AttributeSteps steps, int* mount = null)
    {
        foreach (AttributeStep step in steps.Steps)
        {
            plan.Emit(new SetMountAttributes
            {
                Target = plan.String(target),
                Change = step.ToChange(),
                Mount = mount,
            });
        }
    }

    /// <summary>Maps the ids of <paramref name="tree"/>, which the child has opened inside the root.</summary>
    public static void MapIds(RootfsContext context, int index, OwnedFd tree)
    {
        Mount mount = context.Spec.Mounts![index];
        IdMappedMounts.Apply(context, mount, tree, SourceOf(context, mount), $"/mounts/{index}");
    }

    /// <summary>The source of a bind mount: relative ones start at the bundle; config.md, source.</summary>
    public static string SourceOf(RootfsContext context, Mount mount)
    {
        string source = mount.Source ?? "";
        return source.StartsWith('/') ? source : context.BundlePath + "/" + source;
    }

    /// <summary>The options of a filesystem with the SELinux label of its files, mount(8), context.</summary>
    public static string Labelled(string data, Config.Spec spec)
    {
        if (spec.Linux?.MountLabel is not { Length: > 0 } label) return data;
        string context = $"{RuntimeAnnotations.ContextOption(spec)}=\"{label}\"";
        return data.Length == 0 ? context : data + "," + context;
    }
}
