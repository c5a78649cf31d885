using System;
using System.Collections.Generic;
using OciRuntime.Cgroups.Stats;
using OciRuntime.Cgroups.V2.Devices;
using OciRuntime.Config;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.V2;

/// <summary>cgroup v2 through the filesystem; cgroup-v2.rst.</summary>
/// <param name="record">The directory.</param>
/// <param name="mayLack">A directory that this user may not make is done without: rootless, and no cgroup was asked
/// for.</param>
/// <param name="rootless">The runtime is not root on the host.</param>
internal sealed class V2Manager(CgroupRecord record, bool mayLack, bool rootless) : ICgroupManager
{
    private readonly string path = record.Paths[""];

    /// <inheritdoc/>
    public CgroupRecord Record => record;

    /// <inheritdoc/>
    public bool Exists => CgroupFile.Exists(path);

    /// <inheritdoc/>
    public bool IsFrozen => CgroupFile.TryRead(path + "/cgroup.freeze") is "1\n";

    /// <summary>
    /// Never: a process that cgroup.freeze stopped ends by SIGKILL as any other (cgroup-v2.rst, cgroup.freeze).
    /// </summary>
    public bool HoldsBackKill => false;

    /// <summary>The limits that Apply will set: they decide what kind of cgroup will do.</summary>
    public LinuxResources? Wanted { get; init; }

    /// <summary>Whom the cgroup is given to, or null.</summary>
    public uint? Owner { get; init; }

    /// <inheritdoc/>
    public void CheckUnused()
    {
        CgroupTree.CheckEmpty(path);
        Freezer.CheckThawed(path);
    }

    /// <inheritdoc/>
    public void Create()
    {
        try
        {
            Hierarchy.Make(path, Limits.NeedsDomain(Wanted));
        }
        catch (LinuxException error) when (mayLack && error.Errno is Errno.EACCES or Errno.EPERM or Errno.EROFS)
        {
            // Without delegation a rootless container stays where its runtime is; Apply complains about limits.
            record.Paths.Clear();
            return;
        }
        Freezer.CheckThawed(path);
    }

    /// <inheritdoc/>
    public void Apply(LinuxResources? resources)
    {
        if (mayLack && !Exists)
        {
            if (resources is not null && Limits.Needed(resources) is [var (controller, member), ..])
            {
                throw new LinuxException(
                    "set a limit without a cgroup of controller",
                    controller,
                    Errno.EACCES,
                    "/linux/resources/" + member
                );
            }
            return;
        }
        if (resources is not null) Limits.Apply(new CgroupWriter(undoable: false), path, resources);
        SetDevices(resources?.Devices);
        if (Owner is uint owner and not 0) Delegation.To(owner, path);
    }

    /// <inheritdoc/>
    public void Update(LinuxResources resources, Action? last)
    {
        List<SpecError> errors = [];
        Limits.Validate(
            resources,
            (CgroupFile.TryRead(path + "/cgroup.controllers") ?? "").TrimEnd('\n').Split(' '),
            errors,
            isUpdate: true
        );
        if (errors.Count > 0)
            throw new SpecException(errors);
        CgroupWriter writer = new(undoable: true);
        try
        {
            Limits.Apply(writer, path, resources);
            last?.Invoke();
            // Last, as the program before is gone once it is replaced.
            if (resources.Devices is { Length: > 0 }) SetDevices(resources.Devices);
        }
        catch
        {
            writer.RollBack();
            throw;
        }
    }

    private void SetDevices(LinuxDeviceCgroup[]? rules)
    {
        try
        {
            DeviceFilter.Set(path, DeviceRule.FromConfig(rules));
        }
        catch (LinuxException) when (rootless)
        {
            // bpf(2) is for root on the host; without privileges no device node can be made or opened anyway.
        }
    }

    /// <inheritdoc/>
    public int OpenForClone() => rootless ? -1 : CgroupFile.Open(path, O_PATH | O_DIRECTORY);

    /// <inheritdoc/>
    public void OpenTasks(List<TasksFile> files)
    {
    }

    /// <inheritdoc/>
    public void AddProcess(int pid)
    {
        string text = CgroupFile.Number(pid);
        int error = CgroupFile.TryWrite(path + "/cgroup.procs", text);
        if (error == 0 || (mayLack && error is Errno.EACCES or Errno.EPERM or Errno.ENOENT)) return;
        throw new LinuxException($"write `{text}` to", path + "/cgroup.procs", error);
    }

    /// <inheritdoc/>
    public int[] Pids()
    {
        SortedSet<int> pids = [];
        CgroupTree.AddPids(path, pids);
        int[] all = new int[pids.Count];
        pids.CopyTo(all);
        return all;
    }

    /// <inheritdoc/>
    public void Kill(int signal)
    {
        if (signal == SIGKILL && CgroupFile.TryWrite(path + "/cgroup.kill", "1") == 0) return;
        bool wasFrozen = IsFrozen;
        bool frozen = CgroupFile.TryWrite(path + "/cgroup.freeze", "1") == 0;
        try
        {
            // Frozen processes cannot fork away from the list, and still die of a signal.
            if (frozen) Freezer.Wait(path, frozen: true);
            foreach (int pid in Pids()) kill(pid, signal);
        }
        finally
        {
            // No error if nobody is in it any more, and systemd has removed it.
            if (frozen && !wasFrozen) CgroupFile.TryWrite(path + "/cgroup.freeze", "0");
        }
    }

    /// <inheritdoc/>
    public void Freeze() => Freezer.Freeze(path);

    /// <inheritdoc/>
    public void Thaw() => Freezer.Thaw(path);

    /// <inheritdoc/>
    public CgroupStats Stats() => V2Stats.Read(path);

    /// <inheritdoc/>
    public OomWatch? WatchOom() => CgroupFile.Exists(path + "/memory.events") ? new V2OomWatch(path) : null;

    /// <inheritdoc/>
    public bool TryRemove() => CgroupFile.RemoveDirectory(path) is 0 or Errno.ENOENT;

    /// <inheritdoc/>
    public void Remove() => CgroupTree.Remove(path);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
