using System;
using System.Collections.Generic;
using OciRuntime.Cgroups.Stats;
using OciRuntime.Config;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.V1;

/// <summary>cgroup v1, and the v2 tree of a hybrid host, through the filesystem; cgroup-v1/*.rst.</summary>
/// <param name="record">The directories.</param>
/// <param name="mayLack">Directories that this user may not make are done without: rootless, and no cgroup was asked
/// for.</param>
/// <param name="rootless">The runtime is not root on the host.</param>
internal sealed class V1Manager(CgroupRecord record, bool mayLack, bool rootless) : ICgroupManager
{
    /// <inheritdoc/>
    public CgroupRecord Record => record;

    /// <inheritdoc/>
    public bool Exists
    {
        get
        {
            foreach (string path in Directories())
            {
                if (CgroupFile.Exists(path)) return true;
            }
            return false;
        }
    }

    /// <inheritdoc/>
    public bool IsFrozen => record.Paths.TryGetValue("freezer", out string? path) && Freezer.IsFrozen(path);

    /// <inheritdoc/>
    public bool HoldsBackKill => record.Paths.TryGetValue("freezer", out string? path) && Freezer.HasFrozen(path);

    /// <inheritdoc/>
    public void CheckUnused()
    {
        string[] directories = Directories();
        // If the first does not exist the others usually do not: Create looks at what it finds.
        if (directories.Length == 0 || !CgroupFile.Exists(directories[0])) return;
        foreach (string path in directories) CgroupTree.CheckEmpty(path);
        if (record.Paths.TryGetValue("freezer", out string? freezer)) Freezer.CheckThawed(freezer);
    }

    /// <inheritdoc/>
    public void Create()
    {
        List<string> made = [];
        foreach (string path in Directories())
        {
            try
            {
                bool isNew = CgroupFile.MakeDirectory(path);
                if (isNew) made.Add(path);
                // systemd makes directories around the process.
                else if (record.Unit is null)
                    RefuseUsed(path, made, isFreezer: record.Paths.GetValueOrDefault("freezer") == path);
                if (record.Paths.TryGetValue("cpuset", out string? cpuset) && cpuset == path)
                    Cpuset.InheritFromParent(path, isNew);
            }
            catch (LinuxException error)
                when (MayLack(path) && error.Errno is Errno.EACCES or Errno.EPERM or Errno.EROFS)
            {
                Forget(path);
            }
        }
        // A new one is frozen if the cgroup above it is.
        if (record.Paths.TryGetValue("freezer", out string? freezer))
            RefuseUsed(freezer, made, isFreezer: true, mayHoldProcesses: true);
    }

    /// <summary>
    /// The v2 tree of a hybrid host has no controllers: users to whom the hierarchies are delegated often cannot write
    /// it.
    /// </summary>
    private bool MayLack(string path) => mayLack || (rootless && record.Paths.GetValueOrDefault("") == path);

    /// <summary>
    /// A directory that was there before must be empty and thawed; otherwise those that were made are removed.
    /// </summary>
    private static void RefuseUsed(string path, List<string> made, bool isFreezer, bool mayHoldProcesses = false)
    {
        try
        {
            if (!mayHoldProcesses) CgroupTree.CheckEmpty(path);
            if (isFreezer) Freezer.CheckThawed(path);
        }
        catch (SpecException)
        {
            foreach (string directory in made) CgroupFile.RemoveDirectory(directory);
            throw;
        }
    }

    /// <summary>The container goes without this hierarchy.</summary>
    private void Forget(string path)
    {
        foreach ((string controller, string known) in new Dictionary<string, string>(record.Paths))
        {
            if (known == path) record.Paths.Remove(controller);
        }
    }

    /// <inheritdoc/>
    public void Apply(LinuxResources? resources)
    {
        if (resources is not null)
        {
            CheckDirectories(resources);
            Limits.Apply(new CgroupWriter(undoable: false), record.Paths, resources);
        }
        if (!record.Paths.TryGetValue("devices", out string? devices)) return;
        try
        {
            Devices.Apply(devices, resources?.Devices);
        }
        catch (LinuxException) when (rootless)
        {
            // Only root on the host sets device rules; without privileges no device node can be made or opened anyway.
        }
    }

    /// <inheritdoc/>
    public void Update(LinuxResources resources, Action? last)
    {
        List<SpecError> errors = [];
        Limits.Validate(resources, record.Paths.Keys, errors);
        if (errors.Count > 0) throw new SpecException(errors);
        CgroupWriter writer = new(undoable: true);
        try
        {
            Limits.Apply(writer, record.Paths, resources);
            if (resources.Devices is { Length: > 0 } rules && record.Paths.TryGetValue("devices", out string? devices))
                Devices.Update(writer, devices, rules);
            last?.Invoke();
        }
        catch
        {
            writer.RollBack();
            throw;
        }
    }

    /// <summary>A limit without a directory to set it in would be no limit.</summary>
    private void CheckDirectories(LinuxResources resources)
    {
        foreach ((string controller, string member) in Limits.Needed(resources))
        {
            if (!record.Paths.ContainsKey(controller))
                throw new LinuxException(
                    "set a limit without a cgroup of controller",
                    controller,
                    Errno.EACCES,
                    "/linux/resources/" + member
                );
        }
    }

    /// <inheritdoc/>
    public int OpenForClone() =>
        rootless || !record.Paths.TryGetValue("", out string? unified)
            ? -1
            : CgroupFile.Open(unified, O_PATH | O_DIRECTORY);

    /// <inheritdoc/>
    public void OpenTasks(List<TasksFile> files)
    {
        if (rootless) return;
        record.Paths.TryGetValue("", out string? unified);
        foreach (string directory in Directories())
        {
            if (directory == unified) continue;
            string path = directory + "/tasks";
            files.Add(new TasksFile(OwnedFd.From(CgroupFile.Open(path, O_WRONLY), "open", path), path));
        }
    }

    /// <inheritdoc/>
    public void AddProcess(int pid)
    {
        string text = CgroupFile.Number(pid);
        string[] directories = Directories();
        OwnedFd?[] files = new OwnedFd?[directories.Length];
        try
        {
            for (int i = 0; i < directories.Length; i++)
                files[i] = OwnedFd.From(
                    CgroupFile.Open(directories[i] + "/cgroup.procs", O_WRONLY),
                    "open",
                    directories[i] + "/cgroup.procs"
                );
            // One after the other without a pause: only the first write of a burst waits for RCU (kernel/cgroup,
            // threadgroup_rwsem).
            for (int i = 0; i < directories.Length; i++)
            {
                int error = CgroupFile.TryWrite(files[i]!.Fd, text);
                if (error != 0 && !(MayLack(directories[i]) && error is Errno.EACCES or Errno.EPERM))
                    throw new LinuxException($"write `{text}` to", directories[i] + "/cgroup.procs", error);
            }
        }
        finally
        {
            foreach (OwnedFd? file in files) file?.Dispose();
        }
    }

    /// <inheritdoc/>
    public int[] Pids()
    {
        SortedSet<int> pids = [];
        // Every hierarchy has every process; the first that exists says it all.
        foreach (string path in Directories())
        {
            if (!CgroupFile.Exists(path)) continue;
            CgroupTree.AddPids(path, pids);
            break;
        }
        int[] all = new int[pids.Count];
        pids.CopyTo(all);
        return all;
    }

    /// <inheritdoc/>
    public void Kill(int signal) => new Killing(record.Paths, Pids).Kill(signal);

    /// <inheritdoc/>
    public void Freeze() => Freezer.Freeze(FreezerDirectory());

    /// <inheritdoc/>
    public void Thaw() => Freezer.Thaw(FreezerDirectory());

    private string FreezerDirectory() =>
        record.Paths.GetValueOrDefault("freezer")
        ?? throw new LinuxException("use cgroup controller", "freezer", Errno.ENOENT);

    /// <inheritdoc/>
    public CgroupStats Stats() => V1Stats.Read(record.Paths);

    /// <inheritdoc/>
    public OomWatch? WatchOom() =>
        record.Paths.TryGetValue("memory", out string? memory) && CgroupFile.Exists(memory)
            ? new V1OomWatch(memory)
            : null;

    /// <inheritdoc/>
    public bool TryRemove()
    {
        foreach (string path in Directories())
        {
            if (CgroupFile.RemoveDirectory(path) is not (0 or Errno.ENOENT)) return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public void Remove()
    {
        foreach (string path in Directories()) CgroupTree.Remove(path);
    }

    /// <summary>The directories, each once: controllers may share a hierarchy.</summary>
    private string[] Directories()
    {
        string[] all = new string[record.Paths.Count];
        int count = 0;
        foreach (string path in record.Paths.Values)
        {
            if (Array.IndexOf(all, path, 0, count) < 0) all[count++] = path;
        }
        return all[..count];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
