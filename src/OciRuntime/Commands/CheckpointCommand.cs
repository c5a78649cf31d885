using OciRuntime.Attach;
using OciRuntime.Cgroups;
using OciRuntime.Checkpoint;
using OciRuntime.CommandLine;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Commands;

/// <summary><c>ocirun checkpoint</c>.</summary>
internal sealed class CheckpointCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "checkpoint";

    /// <inheritdoc/>
    public override string Summary => "write the processes of a container to images";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description =>
        """
        Writes the processes of a running container, with their memory and all that they have open, to image files,
        and deletes the container; "ocirun restore" makes it again. The work is done by criu, which has to be installed.
        """;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
        .. CheckpointOptionTable.Common,
        new("leave-running", OptionKind.Switch, "let the container go on"),
            new(
                "pre-dump",
                OptionKind.Switch,
                "write only memory, for a checkpoint that follows, and let the container go on"
            ),
        new("tcp-skip-in-flight", OptionKind.Switch, "leave out TCP connections that are being made"),
        new("link-remap", OptionKind.Switch, "allow unlinked files to be linked again for a while"),
        new("page-server", OptionKind.Text, "send memory to criu's page server at ADDRESS:PORT"),
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        Checkpoint(global.ToRuntimeOptions(), CheckpointOptionTable.Read(options, dump: true));
        return 0;
    }

    private const string DumpLog = "dump.log"; // runc's name: engines collect it

    /// <summary>Writes the container's processes to images, and unless told otherwise removes the container.</summary>
    private static void Checkpoint(RuntimeOptions options, CheckpointOptions checkpoint)
    {
        using Container container = Container.OpenLocked(options, checkpoint.Id);
        string status = container.Status;
        if (status is not (ContainerState.Running or ContainerState.Paused))
            throw new ContainerException($"container {checkpoint.Id} cannot be checkpointed in {status} state");
        CheckFeatures(checkpoint);
        using (CheckpointDirectories directories = new(checkpoint, DumpLog, make: true))
            Dump(options, container, checkpoint, directories);
        if (!checkpoint.LeaveRunning && !checkpoint.PreDump)
            ContainerRemoval.KillAndRemove(options, container);
    }

    private static void Dump(
        RuntimeOptions options,
        Container container,
        CheckpointOptions checkpoint,
        CheckpointDirectories directories
    )
    {
        Config.Spec spec = SpecReader.Parse(container.State.ReadConfig());
        NotifySocket.Recall(spec, container.State, options.Root);
        CheckParent(checkpoint, directories.Images);
        CriuOptions ask = new()
        {
            ImagesDirFd = directories.Images,
            WorkDirFd = directories.Work,
            LogFile = DumpLog,
            Root = container.Record.Rootfs,
            Pid = container.Record.Pid,
            LeaveRunning = checkpoint.LeaveRunning,
            ExtUnixSk = checkpoint.ExtUnixSk,
            TcpEstablished = checkpoint.TcpEstablished,
            TcpSkipInFlight = checkpoint.TcpSkipInFlight,
            ShellJob = checkpoint.ShellJob,
            FileLocks = checkpoint.FileLocks,
            LinkRemap = checkpoint.LinkRemap,
            AutoDedup = checkpoint.AutoDedup,
            LazyPages = checkpoint.LazyPages,
            ParentImg = checkpoint.ParentPath,
            PageServer = checkpoint.PageServer,
            // Networks belong to those who made them, hooks and engines, as in runc.
            EmptyNs = CLONE_NEWNET,
            ManageCgroupsMode = CriuOptions.CgroupMode(checkpoint.ManageCgroupsMode),
            FreezeCgroup = FreezeCgroup(container.Record.Cgroup),
            ConfigFile = CriuConfig.FromAnnotations(spec.Annotations),
        };
        ExternalNamespaces.OfDump(ask, spec);
        if (!checkpoint.PreDump) AddOutside(container, spec, directories, ask);
        using StatusDescriptor ready = new(checkpoint.StatusFd);
        using Criu criu = Criu.Start(-1, []);
        directories.Ask(criu, checkpoint.PreDump ? CriuRequest.PreDump : CriuRequest.Dump, ask, ready);
        ExitStatus status = criu.End();
        // After a pre-dump criu waits for the dump that follows, and takes the end of the connection for a failure.
        if (!status.Succeeded && !checkpoint.PreDump) throw new CriuException($"criu failed: {status}");
    }

    /// <summary>What is outside of the container and seen in it.</summary>
    private static void AddOutside(
        Container container,
        Config.Spec spec,
        CheckpointDirectories directories,
        CriuOptions ask
    )
    {
        using ICgroupManager? cgroup = container.Cgroup();
        string path = $"/proc/{container.Record.Pid}/root";
        using OwnedFd root = OwnedFd.From(Call.openat(AT_FDCWD, path, O_PATH | O_DIRECTORY | O_CLOEXEC), "open", path);
        ExternalMounts.OfDump(ask, RootfsContexts.ForExistingContainer(spec, container.Record, cgroup), root.Fd);
        int[] pids = cgroup is { Exists: true } ? cgroup.Pids() : [container.Record.Pid];
        Descriptors.Write(directories.Images, Descriptors.ReadStreams(container.Record.Pid, pids));
    }

    /// <summary>The cgroup whose freezer stops the processes; without one criu stops each.</summary>
    private static string? FreezeCgroup(CgroupRecord? record)
    {
        string? path = null;
        record?.Paths.TryGetValue(record.Unified ? "" : "freezer", out path);
        return path;
    }

    /// <summary>The kernel's help that a pre-dump and lazy pages cannot do without.</summary>
    private static void CheckFeatures(CheckpointOptions checkpoint)
    {
        if (!checkpoint.PreDump && !checkpoint.LazyPages) return;
        using Criu criu = Criu.Start(-1, []);
        CriuResponse has = criu.Ask(CriuRequest.FeatureCheck, null, null);
        criu.End();
        if (checkpoint.PreDump && !has.MemTrack)
            throw new CriuException(
                "criu is missing features: MemTrack: the kernel does not track which pages are written "
                + "(CONFIG_MEM_SOFT_DIRTY)"
            );
        if (checkpoint.LazyPages && !has.LazyPages)
            throw new CriuException("criu is missing features: LazyPages: the kernel has no userfaultfd for criu");
    }

    private static void CheckParent(CheckpointOptions checkpoint, int images)
    {
        if (checkpoint.ParentPath is not { } parent)
            return;
        if (parent.StartsWith('/'))
            throw new OcirunException("--parent-path must be relative", FailureCodes.Usage);
        OwnedFd
            .From(Call.openat(images, parent, O_PATH | O_DIRECTORY | O_CLOEXEC), "open --parent-path", parent)
            .Dispose();
    }
}
