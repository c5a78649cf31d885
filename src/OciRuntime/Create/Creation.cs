using System;
using System.Collections.Generic;
using OciRuntime.Attach;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Resctrl;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Launch.Parent;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Network;
using OciRuntime.Rootfs;
using OciRuntime.SeccompReport;

namespace OciRuntime.Create;

/// <summary>
/// One container in the making: everything from the state directory to the process that waits for start. What fails is
/// undone here, completely; what a kill leaves behind is found through the record, which is written first.
/// </summary>
internal sealed unsafe class Creation : ILaunchEvents, IDisposable
{
    private readonly RuntimeOptions options;
    private readonly CreateOptions create;
    private readonly Bundle bundle;
    private readonly StateDirectory state;
    private readonly ContainerRecord record;
    private readonly ICgroupManager? cgroup;
    private readonly CreateHooks hooks;
    private LaunchInput? input;
    private readonly ResctrlGroup? resctrl;
    private readonly RefusalReport? report;
    private bool cgroupMade;
    private bool hooksBegan;

    private Creation(
        RuntimeOptions options,
        CreateOptions create,
        Bundle bundle,
        ICgroupManager? cgroup,
        StateDirectory state,
        RefusalReport? report
    )
    {
        this.report = report;
        (this.options, this.create, this.bundle, this.cgroup, this.state) = (options, create, bundle, cgroup, state);
        resctrl = bundle.Spec.Linux?.IntelRdt is { } rdt
            ? ResctrlGroup.ForNewContainer(rdt, create.Id, ResctrlHost.FindRoot()!)
            : null;
        record = bundle.NewRecord(create, cgroup?.Record, resctrl?.Record);
        hooks = new CreateHooks(state, record);
    }

    /// <summary>The config's hooks.</summary>
    public Config.Hooks? Hooks => bundle.Spec.Hooks;

    /// <summary>The container's record.</summary>
    public ContainerRecord Record => record;

    /// <summary>The container's state directory, locked.</summary>
    public StateDirectory State => state;

    /// <summary>The terminal that this process serves; null without one, or where a console socket takes it.</summary>
    public TerminalProxy? Terminal => input?.Terminal;

    /// <summary>The report of what the seccomp filter refuses, or null.</summary>
    public RefusalReport? Report => report;

    /// <summary>Gives the lock back: from now on other verbs may work on the container.</summary>
    public void Unlock() => state.Unlock();

    /// <summary>
    /// Reads and checks everything that can be checked before anything is made, then makes the state directory.
    /// </summary>
    public static Creation Begin(RuntimeOptions options, CreateOptions create, bool detached)
    {
        ContainerId.Check(create.Id);
        OpenFileLimit.Begin();
        int listening = InheritedDescriptors.Listening();
        create = create with { PreserveFds = InheritedDescriptors.UpToLastOpen(listening, create.PreserveFds) };
        Bundle bundle = Bundle.Open(options, create);
        if (bundle.Spec.Process is { } process) InheritedDescriptors.Announce(process, listening);
        bundle.CheckUser();
        bundle.CheckTerminal(create, detached);
        string? reportPath = create.SeccompReport
            ?? bundle.Spec.Annotations?.GetValueOrDefault(RuntimeAnnotations.SeccompReport);
        // The id first: another container's cgroup of the same name is not what is wrong. A report is made after it.
        StateDirectory state = StateDirectory.Create(options.Root, create.Id);
        RefusalReport? report = null;
        try
        {
            report = RefusalReport.Open(reportPath, bundle.Spec, bundle.ConfigBytes);
            return new Creation(options, create, bundle, bundle.NewCgroup(options, create.Id), state, report);
        }
        catch
        {
            state.Remove();
            state.Dispose();
            report?.Dispose();
            throw;
        }
    }

    /// <summary>Brings the process to where it waits for start.</summary>
    /// <param name="attached">This very process starts it (<c>run</c>), so no start socket is needed.</param>
    public LaunchedProcess Make(bool attached)
    {
        try
        {
            return MakeProcess(attached);
        }
        catch (LaunchException error) when (cgroupMade && OomKills.Count(cgroup!.Record) > 0)
        {
            string limit = bundle.Spec.Linux?.Resources?.Memory?.Limit is { } bytes and > 0 ? $" of {bytes} bytes" : "";
            error.Hint =
                $"the OOM killer took it: the cgroup's memory limit{limit} is too low for a process to start";
            Undo();
            throw;
        }
        catch
        {
            if (!Undo()) throw CreateHooks.Deleted(create.Id);
            throw;
        }
    }

    private LaunchedProcess MakeProcess(bool attached)
    {
        Timings.Mark("write the state");
        cgroup?.CheckUnused();
        // The record last: who finds one finds a whole config.
        state.SaveConfig(bundle.ConfigBytes);
        state.WriteFirst(record);
        NotifySocket.AddTo(bundle.Spec, state, options.Root);
        cgroupMade = cgroup is not null;
        MakeCgroup();
        resctrl?.Create(bundle.Spec.Linux!.IntelRdt!);
        using LaunchPlan plan = new() { HostProc = ProcFile.Root };
        plan.Title = plan.String($"ocirun init {create.Id}");
        Timings.Mark("compile the plan");
        using CgroupEntry entry = CgroupEntry.Open(cgroup);
        input = new LaunchInput(options, create, bundle, record, cgroup) { Entry = entry, Report = report };
        if (!attached)
            input.Listener = StartSocket.Listen(state);
        if (bundle.Spec.Process is { Terminal: true } && create.ConsoleSocket is null)
            input.Terminal = new TerminalProxy();
        PlanCompiler.Compile(input, plan);
        LaunchedProcess process = new Launcher(plan, this).Launch(entry.CloneFd);
        try
        {
            if (!hooks.End()) throw CreateHooks.Deleted(create.Id);
            Publish(process);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
        return process;
    }

    private void MakeCgroup()
    {
        CgroupFile.HoldOpen();
        try
        {
            Timings.Mark("make the cgroups");
            CreateCgroup();
            Timings.Mark("set the limits");
            cgroup?.Apply(bundle.Spec.Linux?.Resources);
        }
        finally
        {
            CgroupFile.CloseHeld();
        }
    }

    private void CreateCgroup()
    {
        try
        {
            cgroup?.Create();
        }
        catch (SpecException)
        {
            // It belongs to another container after all.
            cgroupMade = false;
            throw;
        }
    }

    /// <summary>The container is created: now it has a pid in its record, and whoever asked for it gets it.</summary>
    private void Publish(LaunchedProcess process)
    {
        Timings.Mark("publish the state");
        report?.Supervise(create.Id, process.PidFd);
        CreateHooks.SetProcess(record, process.Pid);
        state.Replace(record);
        if (create.PidFile is not null) PidFile.Write(create.PidFile, process.Pid);
        if (create.PidfdSocket is not null) DescriptorSocket.Send(create.PidfdSocket, process.PidFd, "pidfd");
    }

    /// <summary>Removes what was made, after a failure.</summary>
    /// <returns>False if the container has been deleted: then what has its names is another's.</returns>
    private bool Undo()
    {
        try
        {
            if (!hooks.End() || !state.IsLinked) return false;
            if (CgroupUndo.Remove(cgroupMade ? cgroup : null, resctrl, options.Log, create.Id)
                && (!hooksBegan || PostHooks.PoststopUnlocked(options, state, record, bundle.Spec.Hooks?.Poststop)))
                state.Remove();
        }
        catch (LinuxException error)
        {
            // The first error is the one to report; what stays is found by delete through the record.
            options.Log.Warning($"{create.Id} is not removed: {error.Message}");
        }
        return true;
    }

    /// <inheritdoc/>
    void ILaunchEvents.MapIds(int pid) => IdMaps.Write(pid, bundle.Spec.Linux!, bundle.Host.MayMapAnyId);

    /// <inheritdoc/>
    void ILaunchEvents.ProcessCreated(int pid)
    {
        if (cgroup is not null && !input!.Entry!.ByItself) cgroup.AddProcess(pid);
        resctrl?.AddProcess(pid);
        if (bundle.Spec.Process?.OOMScoreAdj is int score)
            ProcFile.Write($"{pid}/oom_score_adj", score.ToString(System.Globalization.CultureInfo.InvariantCulture));
        NetworkDevices.Move(bundle.Spec.Linux, pid);
        input!.FillHookStates(pid);
        if (PlanCompiler.HasEarlyHooks(bundle.Spec.Hooks)) hooks.Begin(pid);
    }

    /// <inheritdoc/>
    void ILaunchEvents.MapMount(int index, OwnedFd tree) =>
        MountCompiler.MapIds(RootfsContexts.ForNewContainer(input!), index, tree);

    /// <inheritdoc/>
    void ILaunchEvents.RunHooks(int pid)
    {
        hooksBegan = true;
        CreateRuntimeHooks.Run(record, bundle.Spec.Hooks, pid);
    }

    /// <inheritdoc/>
    void ILaunchEvents.SetLimits(int pid)
    {
        RemoteLimits.Set(pid, bundle.Spec.Process);
        StandardPipes.Give(pid, bundle.Spec.Process);
    }

    /// <inheritdoc/>
    void ILaunchEvents.SendSeccompListener(int pid, OwnedFd listener) =>
        SeccompListener.Send(bundle.Spec, HookStates.Make(record, ContainerState.Creating, pid), pid, listener);

    /// <inheritdoc/>
    public void Dispose()
    {
        input?.Dispose();
        report?.Dispose();
        hooks.Dispose();
        cgroup?.Dispose();
        state.Dispose();
    }
}
