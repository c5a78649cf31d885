using System;
using System.Globalization;
using OciRuntime.Attach;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Resctrl;
using OciRuntime.Cgroups.Selection;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Diagnostics;
using OciRuntime.Hooks;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Operations;
using OciRuntime.Launch.Parent;
using OciRuntime.Launch.Plan;
using OciRuntime.Namespaces;
using OciRuntime.Namespaces.Operations;
using OciRuntime.Native;
using OciRuntime.ProcessAttributes;
using OciRuntime.ProcessAttributes.Operations;
using OciRuntime.Rootfs.Operations;
using OciRuntime.SeccompReport;
using OciRuntime.Terminal.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Exec;

/// <summary>
/// One more process in a running container: <c>exec</c>. The same machine as create with another plan.
/// </summary>
internal sealed unsafe class ExecLaunch : ILaunchEvents, IDisposable
{
    private readonly RuntimeOptions options;
    private readonly ExecOptions exec;
    private readonly Container container;
    private readonly Config.Spec spec;
    private readonly Config.Process process;
    private ICgroupManager? cgroup;
    private OwnedFd? console;
    private readonly int preserveFds;
    private bool byItself;

    /// <summary>Checks that the container can take a process, and puts the process together.</summary>
    public ExecLaunch(RuntimeOptions options, ExecOptions exec, Container container)
    {
        (this.options, this.exec, this.container) = (options, exec, container);
        string status = container.Status;
        if (status is ContainerState.Stopped or ContainerState.Creating)
            throw new ContainerException($"cannot exec in a {status} container");
        if (status == ContainerState.Paused && !exec.IgnorePaused)
            throw new ContainerException("cannot exec in a paused container (use --ignore-paused to override)");
        OpenFileLimit.Begin();
        preserveFds = InheritedDescriptors.UpToLastOpen(0, exec.PreserveFds);
        byte[] config = container.State.ReadConfig();
        spec = SpecReader.Parse(config);
        process = ExecProcess.Build(exec, spec);
        CheckTerminal();
        Report = RefusalReport.Open(exec.SeccompReport, spec, config);
        if (container is { HasCgroup: true, Record.Cgroup: { } record }) cgroup =
            CgroupManagers.FromRecord(SubCgroups.Below(record, exec.Cgroups));
    }

    /// <summary>What is executed, for the error where it cannot be.</summary>
    public string Program => process.Args![0];

    /// <summary>The report of what the seccomp filter refuses, or null.</summary>
    public RefusalReport? Report { get; }

    /// <summary>The terminal that this process serves, or null.</summary>
    public TerminalProxy? Terminal { get; private set; }

    /// <summary>Brings the process to where it waits for start.</summary>
    public LaunchedProcess Make()
    {
        CpuAffinities.EnterInitial(process);
        using OwnedFd init = container.OpenPidFd()
            ?? throw new ContainerException("cannot exec in a stopped container");
        try
        {
            return Launch(init);
        }
        catch (LinuxException error) when (IsElsewhere(error.Errno))
        {
            // The container has made cgroups of its own, and its processes are in those (cgroup-v2.rst, No Internal
            // Process
            // Constraint), or its init has moved elsewhere and the first one was removed: beside init, then.
            cgroup!.Dispose();
            cgroup = CgroupManagers.FromRecord(InitCgroup.Find(container.Record.Cgroup!, container.Record.Pid));
            return Launch(init);
        }
    }

    private bool IsElsewhere(int error) =>
        cgroup is { Record.Unified: true }
        && exec.Cgroups.Length == 0
        && (error == Errno.EBUSY || (error == Errno.ENOENT && !cgroup.Exists));

    private LaunchedProcess Launch(OwnedFd init)
    {
        using CgroupEntry entry = CgroupEntry.Open(cgroup);
        byItself = entry.ByItself;
        using LaunchPlan plan = new() { HostProc = ProcFile.Root };
        plan.Title = plan.String($"ocirun init {exec.Id}");
        Timings.Mark("compile the plan");
        Compile(plan, init, entry);
        LaunchedProcess launched = new Launcher(plan, this).Launch(entry.CloneFd);
        try
        {
            Report?.Supervise(exec.Id, launched.PidFd);
            return launched;
        }
        catch
        {
            launched.Kill();
            launched.Dispose();
            throw;
        }
    }

    private void Compile(LaunchPlan plan, OwnedFd init, CgroupEntry entry)
    {
        ulong joined = Namespaces();
        // The host's procfs, while it is still in sight: the container's own could be anything.
        if (Security.Lsm.LsmPlan.IsNeeded(process)) plan.At("").Emit(new OpenProc { Proc = plan.HostProc });
        plan.At("").Emit(new JoinProcess { PidFd = init.Fd, Types = joined });
        if ((joined & CLONE_NEWUSER) != 0) plan.Emit(NamespacesCompiler.Root(spec));
        // Only a child of who joins a pid namespace is in it.
        if ((joined & CLONE_NEWPID) != 0) plan.Emit(new CloneAgain { Types = 0 });
        plan.Emit(new EnterRoot { Root = (joined & CLONE_NEWNS) != 0 ? -1 : plan.Own(OpenRootOfInit()) });
        if (!container.Record.NoNewKeyring)
        {
            Security.Lsm.LsmPlan.CompileKeyring(process, plan);
            ChildString name = plan.String($"_ses.{container.Record.Id}");
            plan.At("").Emit(new JoinSessionKeyring { Name = name, Permissions = 0 });
        }
        plan.At("/process").Emit(new NewSession());
        CompileConsole(plan);
        entry.Compile(plan, wait: cgroup is not null);
        CpuAffinities.CompileFinal(process.ExecCPUAffinity, plan);
        HostFacts host = new();
        new ProcessSteps(spec, process, host, options.Log, plan)
        {
            PreserveFds = preserveFds,
            LimitsFromOutside = (joined & CLONE_NEWUSER) != 0,
            MakesCwd = false,
            Supervisor = Report?.ChildEnd ?? -1,
        }.Compile(-1, new HookList([], HookStreams.None));
    }

    private void CompileConsole(LaunchPlan plan)
    {
        if (!process.Terminal)
        {
            plan.At("/process/user").Emit(new OwnStdio { Uid = process.User?.UID ?? 0, ReopenNull = false });
            return;
        }
        OwnedFd socket;
        if (exec.ConsoleSocket is null)
        {
            // The first of two attempts has given its end away.
            Terminal?.Dispose();
            Terminal = new TerminalProxy();
            socket = new OwnedFd(Terminal.ChildEnd.Release());
        }
        else
        {
            // Its owner accepts one connection, whatever the attempts.
            console ??= DescriptorSocket.Connect(exec.ConsoleSocket);
            socket = OwnedFd.From(fcntl(console.Fd, F_DUPFD_CLOEXEC, 0), "fcntl", exec.ConsoleSocket);
        }
        PlanCompiler.EmitConsole(plan, socket, process);
    }

    /// <summary>The namespaces that the container does not share with the runtime.</summary>
    private ulong Namespaces()
    {
        ulong all = 0;
        foreach (LinuxNamespace space in spec.Linux?.Namespaces ?? []) all |= NamespaceTypes.Flag(space.Type);
        return all;
    }

    private OwnedFd OpenRootOfInit()
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{container.Record.Pid}/root");
        return OwnedFd.From(Call.openat(AT_FDCWD, path, O_PATH | O_DIRECTORY | O_CLOEXEC), "open", path);
    }

    private void CheckTerminal()
    {
        bool socket = exec.ConsoleSocket is not null;
        if (exec.Detach && process.Terminal && !socket)
            throw new OcirunException(
                "cannot allocate tty if ocirun will detach without setting console socket",
                FailureCodes.Usage
            );
        if ((!exec.Detach || !process.Terminal) && socket)
            throw new OcirunException(
                "cannot use console socket if ocirun will not detach or allocate tty",
                FailureCodes.Usage
            );
        if (process.Terminal && !socket)
            HostTerminal.Require();
    }

    /// <inheritdoc/>
    void ILaunchEvents.MapIds(int pid) => throw new InvalidOperationException("exec makes no user namespace");

    /// <inheritdoc/>
    void ILaunchEvents.ProcessCreated(int pid)
    {
        if (cgroup is not null && !byItself) cgroup.AddProcess(pid);
        if (container.Record.Resctrl is { } groups) new ResctrlGroup(groups).AddProcess(pid);
        if (process.OOMScoreAdj is int score) ProcFile.Write($"{pid}/oom_score_adj",
            score.ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    void ILaunchEvents.MapMount(int index, OwnedFd tree) =>
        throw new InvalidOperationException("exec makes no mounts");

    /// <inheritdoc/>
    void ILaunchEvents.RunHooks(int pid) => throw new InvalidOperationException("exec runs no hooks");

    /// <inheritdoc/>
    void ILaunchEvents.SetLimits(int pid)
    {
        RemoteLimits.Set(pid, process);
        StandardPipes.Give(pid, process);
    }

    /// <inheritdoc/>
    void ILaunchEvents.SendSeccompListener(int pid, OwnedFd listener) =>
        SeccompListener.Send(
            spec,
            HookStates.Make(container.Record, container.Status, container.Record.Pid),
            pid,
            listener
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        Terminal?.Dispose();
        console?.Dispose();
        Report?.Dispose();
        cgroup?.Dispose();
    }
}
