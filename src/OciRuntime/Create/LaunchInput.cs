using System;
using OciRuntime.Attach;
using OciRuntime.Cgroups;
using OciRuntime.Containers;
using OciRuntime.Hooks;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Operations;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Rootfs;
using OciRuntime.SeccompReport;
namespace OciRuntime.Create;

/// <summary>
/// Everything that the plan of a new container is compiled from, and the descriptors that outlive the plan.
/// </summary>
internal sealed class LaunchInput(RuntimeOptions options, CreateOptions create, Bundle bundle, ContainerRecord record,
    ICgroupManager? cgroup) : IDisposable
{
    private OwnedFd? createContainerState;
    private OwnedFd? startContainerState;
    private HookFiles? hookFiles;

    /// <summary>The global options.</summary>
    public RuntimeOptions Options => options;

    /// <summary>The options of create.</summary>
    public CreateOptions Create => create;

    /// <summary>The bundle.</summary>
    public Bundle Bundle => bundle;

    /// <summary>The cgroups, or null.</summary>
    public ICgroupManager? Cgroup => cgroup;

    /// <summary>The socket on which the process waits for start; null for an attached run.</summary>
    public OwnedFd? Listener { get; set; }

    /// <summary>The report of what the seccomp filter refuses, or null.</summary>
    public RefusalReport? Report { get; init; }

    /// <summary>The terminal that an attached run serves itself, or null.</summary>
    public TerminalProxy? Terminal { get; set; }

    /// <summary>
    /// The host's mounts as they are only looked at, for a plan that is shown; null for one that is executed.
    /// </summary>
    public PlannedMounts? Shown { get; set; }

    /// <summary>The socket that the pty's master goes to.</summary>
    public OwnedFd OpenConsoleSocket() =>
        Shown is not null ? HookState.NewFile() : Terminal is null ? ConnectConsole(create.ConsoleSocket!)
            : new OwnedFd(Terminal.ChildEnd.Release());

    private static OwnedFd ConnectConsole(string path)
    {
        try
        {
            return DescriptorSocket.Connect(path);
        }
        catch (OcirunException error)
        {
            error.AddPrefix("open the console socket: ");
            throw;
        }
    }

    /// <summary>How the process comes into its cgroups; null where it has none, and for a plan that is shown.</summary>
    public CgroupEntry? Entry { get; init; }

    /// <summary>Emits that the process enters its cgroups, where that was not emitted before.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="wait">What follows needs it inside.</param>
    public void EnterCgroup(LaunchPlan plan, bool wait)
    {
        if (Entry is not null) Entry.Compile(plan, wait);
        else if (wait) plan.Emit(new Wait { Point = SyncPoint.InCgroup });
    }

    /// <summary>What createContainer hooks read.</summary>
    public OwnedFd CreateContainerState => createContainerState ??= HookState.NewFile();

    /// <summary>What startContainer hooks read.</summary>
    public OwnedFd StartContainerState => startContainerState ??= HookState.NewFile();

    /// <summary>The streams of hooks that read <paramref name="state"/>.</summary>
    public HookStreams StreamsOf(OwnedFd state)
    {
        hookFiles ??= new HookFiles(Shown is null ? bundle.Spec.Annotations : null);
        return new HookStreams(state.Fd, hookFiles.Output, hookFiles.Errors);
    }

    /// <summary>
    /// Fills what the container's own hooks read, now that the pid is known; they see it as the container does
    /// (runtime.md, State, pid).
    /// </summary>
    public void FillHookStates(int pid)
    {
        if (createContainerState is null && startContainerState is null) return;
        int inside = ContainerPid.Innermost(pid);
        if (createContainerState is not null)
            HookState.Fill(createContainerState.Fd, HookStates.Make(record, ContainerState.Created, inside));
        if (startContainerState is not null)
            HookState.Fill(startContainerState.Fd, HookStates.Make(record, ContainerState.Created, inside));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        createContainerState?.Dispose();
        startContainerState?.Dispose();
        hookFiles?.Dispose();
        Listener?.Dispose();
        Terminal?.Dispose();
    }
}
