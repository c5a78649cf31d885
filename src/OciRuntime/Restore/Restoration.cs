using System;
using System.Collections.Generic;
using OciRuntime.Attach;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Resctrl;
using OciRuntime.Checkpoint;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Launch.Parent;
using OciRuntime.Namespaces;
using OciRuntime.Native;
using OciRuntime.Network;
using OciRuntime.Rootfs;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Restore;

/// <summary>
/// One container made of a checkpoint: the state directory and the cgroups are ours, the processes criu makes.
/// </summary>
internal sealed unsafe class Restoration : ICriuEvents, IDisposable
{
    private const string RestoreLog = "restore.log"; // runc's name: engines collect it

    private readonly RuntimeOptions options;
    private readonly CreateOptions create;
    private readonly CheckpointOptions checkpoint;
    private readonly Bundle bundle;
    private readonly StateDirectory state;
    private readonly ContainerRecord record;
    private readonly ICgroupManager? cgroup;
    private readonly ResctrlGroup? resctrl;
    private readonly StatusDescriptor ready;
    private readonly CreateHooks hooks;
    private LaunchedProcess? process;
    private bool cgroupMade;
    private bool hooksBegan;

    private Restoration(
        RuntimeOptions options,
        CreateOptions create,
        CheckpointOptions checkpoint,
        Bundle bundle,
        ICgroupManager? cgroup,
        StateDirectory state
    )
    {
        (this.options, this.create, this.checkpoint, this.bundle, this.cgroup, this.state) = (
            options,
            create,
            checkpoint,
            bundle,
            cgroup,
            state
        );
        resctrl = bundle.Spec.Linux?.IntelRdt is { } rdt
            ? ResctrlGroup.ForNewContainer(rdt, create.Id, ResctrlHost.FindRoot()!)
            : null;
        record = bundle.NewRecord(create, cgroup?.Record, resctrl?.Record);
        ready = new StatusDescriptor(checkpoint.StatusFd);
        hooks = new CreateHooks(state, record);
    }

    /// <summary>The terminal that this process serves; null without one, or where a console socket takes it.</summary>
    public TerminalProxy? Terminal { get; private set; }

    /// <summary>The container's state directory, locked.</summary>
    public StateDirectory State => state;

    /// <summary>The container's record.</summary>
    public ContainerRecord Record => record;

    /// <summary>
    /// Reads and checks everything that can be checked before anything is made, then makes the state directory.
    /// </summary>
    public static Restoration Begin(
        RuntimeOptions options,
        CreateOptions create,
        CheckpointOptions checkpoint,
        bool detached
    )
    {
        ContainerId.Check(create.Id);
        Bundle bundle = Bundle.Open(options, create);
        bundle.CheckUser();
        bundle.CheckTerminal(create, detached);
        StateDirectory state = StateDirectory.Create(options.Root, create.Id);
        try
        {
            return new Restoration(options, create, checkpoint, bundle, bundle.NewCgroup(options, create.Id), state);
        }
        catch
        {
            state.Remove();
            state.Dispose();
            throw;
        }
    }

    /// <summary>Brings the processes back; they run.</summary>
    public LaunchedProcess Make()
    {
        try
        {
            cgroup?.CheckUnused();
            state.SaveConfig(bundle.ConfigBytes);
            state.WriteFirst(record);
            NotifySocket.AddTo(bundle.Spec, state, options.Root);
            cgroupMade = cgroup is not null;
            cgroup?.Create();
            cgroup?.Apply(bundle.Spec.Linux?.Resources);
            resctrl?.Create(bundle.Spec.Linux!.IntelRdt!);
            if (bundle.Spec.Process is { Terminal: true } && create.ConsoleSocket is null)
                Terminal = new TerminalProxy();
            Restore();
            if (create.PidFile is not null) PidFile.Write(create.PidFile, record.Pid);
            return process ?? throw new CriuException("criu restored no process");
        }
        catch
        {
            if (!Undo()) throw CreateHooks.Deleted(create.Id);
            throw;
        }
    }

    private void Restore()
    {
        List<OwnedFd> opened = [];
        try
        {
            RootfsContext context = RootfsContexts.ForExistingContainer(bundle.Spec, record, cgroup);
            using RestoredRoot root = RestoredRoot.Make(state.Fd, $"{options.Root}/{record.Id}", context);
            // Opened in the mount namespace that is also criu's: it mounts below them.
            using CheckpointDirectories directories = new(checkpoint, RestoreLog, make: false);
            directories.ShowIn(root, bundle.Spec, options);
            CriuOptions ask = Options(directories, root.Path);
            List<int> inherited = [];
            ExternalNamespaces.OfRestore(ask, bundle.Spec, inherited, opened);
            ExternalMounts.OfRestore(ask, context);
            foreach ((string pipe, int stream) in Descriptors.Read(directories.Images))
            {
                ask.InheritFd.Add((pipe, Criu.FirstInherited + inherited.Count));
                inherited.Add(stream);
            }
            using Criu criu = Criu.Start(checkpoint.ShellJob ? STDIN_FILENO : -1, inherited.ToArray());
            EnterCgroup(criu.Pid, ask);
            directories.Ask(criu, CriuRequest.Restore, ask, this);
            ExitStatus status = criu.End();
            if (!status.Succeeded) throw new CriuException($"criu failed: {status}");
        }
        finally
        {
            foreach (OwnedFd file in opened) file.Dispose();
        }
    }

    private CriuOptions Options(CheckpointDirectories directories, string root) => new()
    {
        ImagesDirFd = directories.Images,
        WorkDirFd = directories.Work,
        LogFile = RestoreLog,
        Root = root,
        RestoreAsSibling = true,
        ExtUnixSk = checkpoint.ExtUnixSk,
        TcpEstablished = checkpoint.TcpEstablished,
        ShellJob = checkpoint.ShellJob,
        FileLocks = checkpoint.FileLocks,
        AutoDedup = checkpoint.AutoDedup,
        LazyPages = checkpoint.LazyPages,
        ParentImg = checkpoint.ParentPath,
        EmptyNs = CLONE_NEWNET,
        ManageCgroupsMode = CriuOptions.CgroupMode(checkpoint.ManageCgroupsMode),
        ConfigFile = CriuConfig.FromAnnotations(bundle.Spec.Annotations),
        LsmProfile = checkpoint.LsmProfile,
        LsmMountContext = checkpoint.LsmMountContext,
    };

    /// <summary>
    /// criu itself goes into the container's cgroups, so that its processes begin there, and maps those of the images
    /// to them.
    /// </summary>
    private void EnterCgroup(int criu, CriuOptions ask)
    {
        resctrl?.AddProcess(criu);
        if (cgroup is null) return;
        cgroup.AddProcess(criu);
        foreach ((string controller, string path) in CgroupHost.PathsOf(criu)) ask.CgRoot.Add((controller, path));
    }

    /// <inheritdoc/>
    void ICriuEvents.At(string script, int pid, OwnedFd? descriptor)
    {
        switch (script)
        {
            case "setup-namespaces":
                hooksBegan = true;
                if (NamespacesCompiler.HasNew(bundle.Spec, "network")) Loopback.Up(pid);
                NetworkDevices.Restore(bundle.Spec.Linux, pid);
                // As runc does: they set networks up.
                RunHooks(pid);
                break;
            case "post-restore":
                Publish(pid);
                break;
            case "orphan-pts-master" when descriptor is not null:
                SendTerminal(descriptor);
                break;
            default:
                ((ICriuEvents)ready).At(script, pid, descriptor);
                break;
        }
    }

    private void RunHooks(int pid)
    {
        if (!PlanCompiler.HasEarlyHooks(bundle.Spec.Hooks)) return;
        hooks.Begin(pid);
        CreateRuntimeHooks.Run(record, bundle.Spec.Hooks, pid);
        if (!hooks.End()) throw CreateHooks.Deleted(create.Id);
    }

    private void Publish(int pid)
    {
        OwnedFd pidfd = OwnedFd.From((int)pidfd_open(pid, 0), "pidfd_open", "the restored process");
        process = new LaunchedProcess(pid, pidfd, new SyncChannel(new OwnedFd(-1)));
        RestoredNamespaces.Save(bundle, state, pid);
        CreateHooks.SetProcess(record, pid);
        state.Replace(record);
    }

    private void SendTerminal(OwnedFd master)
    {
        if (Terminal is null)
            DescriptorSocket.Send(
                create.ConsoleSocket
                    ?? throw new OcirunException(
                        "the checkpoint has a terminal and the config has none",
                        FailureCodes.Config
                    ),
                master.Fd,
                "/dev/ptmx"
            );
        else
            DescriptorSocket.SendOn(Terminal.ChildEnd.Fd, master.Fd, "/dev/ptmx"u8.ToArray(), "the terminal");
    }

    /// <summary>Removes what was made, after a failure.</summary>
    /// <returns>False if the container has been deleted: then what has its names is another's.</returns>
    private bool Undo()
    {
        bool mine = hooks.End() && state.IsLinked;
        try
        {
            process?.Kill();
        }
        catch (LinuxException error)
        {
            options.Log.Warning($"end the process of {create.Id}: {error.Message}");
        }
        if (!mine) return false;
        if (CgroupUndo.Remove(cgroupMade ? cgroup : null, resctrl, options.Log, create.Id)
            && (!hooksBegan || PostHooks.PoststopUnlocked(options, state, record, bundle.Spec.Hooks?.Poststop)))
            state.Remove();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process?.Dispose();
        Terminal?.Dispose();
        ready.Dispose();
        hooks.Dispose();
        cgroup?.Dispose();
        state.Dispose();
    }
}
