using System;
using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Launch.Operations;
using OciRuntime.Launch.Parent;
using OciRuntime.Launch.Plan;
using OciRuntime.Namespaces;
using OciRuntime.Namespaces.Operations;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using OciRuntime.Rootfs;
using OciRuntime.Rootfs.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Exec;

/// <summary>
/// Mounts that a running container gets or loses. The runtime opens and changes what comes from the host as detached
/// trees; a process that joins the container's mount namespace attaches them, by paths that do not leave its root.
/// </summary>
internal sealed class MountChange : ILaunchEvents
{
    private readonly Container container;
    private readonly Config.Spec spec;
    private readonly Mount[] mounts;

    /// <summary>Prepares a change of <paramref name="container"/>, whose lock is held.</summary>
    /// <exception cref="ContainerException">It is stopped, or has no mount namespace of its own.</exception>
    public MountChange(Container container, Mount[] mounts)
    {
        (this.container, this.mounts) = (container, mounts);
        string status = container.Status;
        if (status is ContainerState.Stopped or ContainerState.Creating)
            throw new ContainerException($"cannot change the mounts of a {status} container");
        spec = SpecReader.Parse(container.State.ReadConfig());
        SpecValidator.DropUnusedMappings(spec);
        spec.Mounts = mounts;
        // The root of one that was joined is not the container's.
        if (!NamespacesCompiler.HasNew(spec, "mount"))
            throw new ContainerException($"container {container.Record.Id} has no mount namespace of its own");
    }

    /// <summary>Makes the mounts; if one fails, those before it are unmounted again.</summary>
    /// <exception cref="SpecException">One cannot be.</exception>
    public void Add()
    {
        List<SpecError> errors = SpecValidator.Validate(spec);
        RootfsCompiler.Validate(spec, errors);
        RuntimeMounts.Validate(mounts, errors);
        if (errors.Count > 0) throw new SpecException(errors);
        RootfsContext context = RootfsContexts.ForRunningContainer(spec, container.Record);
        Dictionary<string, string> all = new(container.Record.AddedMounts ?? []), added = [];
        try
        {
            // One after another: what is new then is what this one is, whatever the container does to the names.
            for (int i = 0; i < mounts.Length; i++) Add(context, i, added);
            foreach ((string id, string destination) in added) all[id] = destination;
            container.Record.AddedMounts = all;
            container.State.Replace(container.Record);
        }
        catch
        {
            Undo(added);
            throw;
        }
        finally
        {
            context.Host.EndCopying();
        }
    }

    private void Add(RootfsContext context, int index, Dictionary<string, string> added)
    {
        ulong types = RuntimeMounts.Namespaces([mounts[index]]);
        HashSet<string> before = [];
        foreach (string[] mount in RuntimeMounts.Read(container.Record.Pid)) before.Add(mount[0]);
        try
        {
            Execute(types, plan => RuntimeMounts.CompileAdded(context, plan, index));
        }
        finally
        {
            // What is mounted on another of them goes with it.
            foreach (string[] mount in RuntimeMounts.Read(container.Record.Pid))
            {
                if (!before.Contains(mount[0]) && before.Contains(mount[1]))
                    added[mount[0]] = LexicalPath.Clean(mounts[index].Destination);
            }
        }
    }

    /// <summary>Unmounts what was made; the first failure is the one to report.</summary>
    private void Undo(Dictionary<string, string> added)
    {
        foreach ((string id, string destination) in added)
        {
            try
            {
                TryRemove(id, destination, 0);
            }
            catch (OcirunException)
            {
                // The container may have unmounted it itself.
            }
        }
    }

    /// <summary>Unmounts what lies on the destinations, the last first.</summary>
    /// <exception cref="SpecException">One has no destination.</exception>
    public void Remove()
    {
        List<SpecError> errors = [];
        RuntimeMounts.ValidateTargets(mounts, errors);
        if (errors.Count > 0) throw new SpecException(errors);
        RootfsPaths.StripDestinations(spec, container.Record.Rootfs);
        Dictionary<string, string> known = new(container.Record.AddedMounts ?? []);
        try
        {
            for (int i = mounts.Length - 1; i >= 0; i--) Remove(i, known);
        }
        finally
        {
            if (known.Count != (container.Record.AddedMounts?.Count ?? 0))
            {
                container.Record.AddedMounts = known.Count == 0 ? null : known;
                container.State.Replace(container.Record);
            }
        }
    }

    private void Remove(int index, Dictionary<string, string> known)
    {
        string destination = LexicalPath.Clean(mounts[index].Destination);
        bool removed = false;
        foreach ((string id, string place) in new Dictionary<string, string>(known))
        {
            if (place != destination) continue;
            removed |= TryRemove(id, destination, index);
            known.Remove(id);
        }
        if (!removed) Execute(At(index, plan => RuntimeMounts.CompileRemoved(destination, 0, plan)));
    }

    /// <summary>
    /// Unmounts one of those that were added, wherever the container has moved it. It may move it again meanwhile.
    /// </summary>
    /// <returns>False if it is gone.</returns>
    private bool TryRemove(string id, string destination, int index)
    {
        const int Attempts = 100;
        ulong mount = ulong.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture);
        for (int attempt = 1; ; attempt++)
        {
            string? place = RuntimeMounts.Read(container.Record.Pid).Find(one => one[0] == id)?[4];
            string path = place is null ? destination : MountInfoText.Unescape(place);
            try
            {
                Execute(At(index, plan => RuntimeMounts.CompileRemoved(path, mount, plan)));
                return true;
            }
            catch (LaunchException) when (place is null)
            {
                return false;
            }
            catch (LaunchException) when (attempt < Attempts)
            {
                // Moved since it was found.
            }
        }
    }

    private static Action<LaunchPlan> At(int index, Action<LaunchPlan> compile) => plan =>
    {
        plan.At("/mounts", index);
        compile(plan);
    };

    private void Execute(Action<LaunchPlan> compile) => Execute(CLONE_NEWNS | CLONE_NEWUSER, compile);

    private void Execute(ulong types, Action<LaunchPlan> compile)
    {
        using OwnedFd init = container.OpenPidFd()
            ?? throw new ContainerException("cannot change the mounts of a stopped container");
        OpenFileLimit.Begin();
        using LaunchPlan plan = new() { HostProc = ProcFile.Root };
        plan.Title = plan.String($"ocirun mounts {container.Record.Id}");
        ulong joined = types & Own();
        plan.At("").Emit(new JoinProcess { PidFd = init.Fd, Types = joined });
        if ((joined & CLONE_NEWUSER) != 0) plan.Emit(NamespacesCompiler.Root(spec));
        // Only a child of who joins a pid namespace is in it.
        if ((joined & CLONE_NEWPID) != 0) plan.Emit(new CloneAgain { Types = 0 });
        plan.Emit(new EnterRoot { Root = -1 });
        compile(plan);
        plan.At("").Emit(new Ready());
        using LaunchedProcess process = new Launcher(plan, this).Launch(-1);
        process.Wait();
    }

    /// <summary>The namespaces that the container does not share with the runtime.</summary>
    private ulong Own()
    {
        ulong all = 0;
        foreach (LinuxNamespace space in spec.Linux?.Namespaces ?? []) all |= NamespaceTypes.Flag(space.Type);
        return all;
    }

    /// <inheritdoc/>
    void ILaunchEvents.MapIds(int pid) => throw new InvalidOperationException("no user namespace is made");

    /// <inheritdoc/>
    void ILaunchEvents.ProcessCreated(int pid) { }

    /// <inheritdoc/>
    void ILaunchEvents.MapMount(int index, OwnedFd tree) =>
        MountCompiler.MapIds(RootfsContexts.ForRunningContainer(spec, container.Record), index, tree);

    /// <inheritdoc/>
    void ILaunchEvents.RunHooks(int pid) => throw new InvalidOperationException("no hooks are run");

    /// <inheritdoc/>
    void ILaunchEvents.SetLimits(int pid) => throw new InvalidOperationException("no limits are set");

    /// <inheritdoc/>
    void ILaunchEvents.SendSeccompListener(int pid, OwnedFd listener) =>
        throw new InvalidOperationException("no filter is loaded");
}
