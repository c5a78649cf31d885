using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Config;
using OciRuntime.Launch.Plan;
using OciRuntime.Native.Paths;
using OciRuntime.Rootfs.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>Mounts that a running container gets or loses.</summary>
internal static class RuntimeMounts
{
    /// <summary>Finds those of <paramref name="mounts"/> that only a new container can have.</summary>
    public static void Validate(Mount[] mounts, List<SpecError> errors)
    {
        for (int i = 0; i < mounts.Length; i++)
        {
            if (!mounts[i].IsBind && mounts[i].Type is "cgroup" or "cgroup2")
                errors.Add(new SpecError($"/mounts/{i}/type", $"`{mounts[i].Type}` is for a new container only"));
            ValidateTarget(mounts[i], i, errors);
        }
    }

    /// <summary>Finds those of <paramref name="mounts"/> that have no destination to be unmounted.</summary>
    public static void ValidateTargets(Mount[] mounts, List<SpecError> errors)
    {
        for (int i = 0; i < mounts.Length; i++) ValidateTarget(mounts[i], i, errors);
    }

    /// <summary>
    /// The namespaces that a process has to be in to make the mounts: a filesystem of the kernel shows those of who
    /// mounts it.
    /// </summary>
    public static ulong Namespaces(Mount[] mounts)
    {
        ulong types = CLONE_NEWNS | CLONE_NEWUSER;
        foreach (Mount mount in mounts)
        {
            if (mount.IsBind) continue;
            types |= mount.Type switch
            {
                "proc" => CLONE_NEWPID,
                "sysfs" => CLONE_NEWNET,
                "mqueue" => CLONE_NEWIPC,
                _ => 0,
            };
        }
        return types;
    }

    /// <summary>Emits what makes mount <paramref name="index"/> of the context's config.</summary>
    public static void CompileAdded(RootfsContext context, LaunchPlan plan, int index)
    {
        MountCompiler.Compile(context, plan, index);
        RootfsCompiler.CompileLateReadOnly(context, plan, index);
    }

    /// <summary>Emits what unmounts the mount on <paramref name="path"/>.</summary>
    /// <param name="path">The mount point.</param>
    /// <param name="mount">Its id; 0: none is known.</param>
    /// <param name="plan">Gets the operation.</param>
    public static void CompileRemoved(string path, ulong mount, LaunchPlan plan) =>
        plan.Emit(new Unmount { Target = plan.String(path), Mount = mount, Proc = plan.HostProc });

    /// <summary>
    /// The fields of mountinfo of process <paramref name="pid"/>: id, id of the mount below, ..., mount point fifth.
    /// </summary>
    public static List<string[]> Read(int pid)
    {
        List<string[]> all = [];
        using SafeProc proc = new();
        foreach (string line in proc.Read(string.Create(CultureInfo.InvariantCulture, $"{pid}/mountinfo")).Split('\n'))
        {
            if (line.Length > 0) all.Add(line.Split(' '));
        }
        return all;
    }

    private static void ValidateTarget(Mount mount, int index, List<SpecError> errors)
    {
        string at = $"/mounts/{index}/destination";
        if (string.IsNullOrEmpty(mount.Destination)) errors.Add(new SpecError(at, "required"));
        else if (LexicalPath.Clean(mount.Destination) == "/") errors.Add(new SpecError(at, "`/` is the root itself"));
    }
}
