using System;
using System.Collections.Generic;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Operations;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Operations;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
namespace OciRuntime.Create;

/// <summary>
/// How a new process comes into its cgroups: clone3(2) puts it into the one of v2, and it enters those of v1 itself.
/// Where
/// neither can be, as with a scope that systemd makes around it, the parent moves it.
/// </summary>
internal sealed class CgroupEntry : IDisposable
{
    private readonly List<TasksFile> tasks = [];
    private readonly OwnedFd clone;
    private bool compiled;

    private CgroupEntry(int clone) => this.clone = new OwnedFd(clone);

    /// <summary>Opens what the process enters with; nothing without cgroups.</summary>
    public static CgroupEntry Open(ICgroupManager? cgroup)
    {
        CgroupEntry entry = new(cgroup?.OpenForClone() ?? -1);
        // In a hybrid tree either both ways are open or the parent does it all.
        bool hybrid = cgroup is { Record.Unified: false } && cgroup.Record.Paths.ContainsKey("");
        if (!hybrid || entry.CloneFd != -1) cgroup?.OpenTasks(entry.tasks);
        entry.ByItself = entry.CloneFd != -1 || entry.tasks.Count > 0;
        return entry;
    }

    /// <summary>The directory for CLONE_INTO_CGROUP, or -1.</summary>
    public int CloneFd => clone.Fd;

    /// <summary>The process comes in without the parent.</summary>
    public bool ByItself { get; private set; }

    /// <summary>Emits, once, how the process enters.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="wait">What follows needs it inside, also where it is the parent that moves it.</param>
    public void Compile(LaunchPlan plan, bool wait)
    {
        if (compiled || !(wait || ByItself)) return;
        compiled = true;
        if (!ByItself) plan.At("").Emit(new Wait { Point = SyncPoint.InCgroup });
        foreach (TasksFile file in tasks)
        {
            plan.At("/linux/cgroupsPath").Emit(new EnterCgroup
            {
                Tasks = plan.Own(file.File),
                Path = plan.String(file.Path)
            });
        }
        tasks.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        clone.Dispose();
        foreach (TasksFile file in tasks) file.File.Dispose();
    }
}
