using System;
using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Native;
using OciRuntime.Spec;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.V2;

/// <summary>cgroup v2 through the filesystem; cgroup-v2.rst.</summary>
internal sealed class V2Manager(CgroupRecord record, bool rootless) : ICgroupManager
{
    private readonly string path = record.Paths[""];

    /// <inheritdoc/>
    public CgroupRecord Record => record;

    /// <inheritdoc/>
    public bool Exists => CgroupFile.Exists(path);

    /// <inheritdoc/>
    public bool IsFrozen => Exists && CgroupFile.Read(path + "/cgroup.events").Contains("frozen 1", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Create()
    {
        try
        {
            Hierarchy.Make(path);
        }
        catch (LinuxException error) when (rootless && error.Errno is Errno.EACCES or Errno.EPERM or Errno.EROFS)
        {
            // Without delegation a rootless container stays where its runtime is.
        }
    }

    /// <inheritdoc/>
    public void Apply(LinuxResources? resources)
    {
        if (resources is null || (rootless && !Exists)) return;
        Limits.Apply(path, resources);
    }

    /// <inheritdoc/>
    public int OpenForClone() => Exists ? CgroupFile.Open(path, O_PATH | O_DIRECTORY) : -1;

    /// <inheritdoc/>
    public void AddProcess(int pid)
    {
        string text = pid.ToString(CultureInfo.InvariantCulture);
        int error = CgroupFile.TryWrite(path + "/cgroup.procs", text);
        if (error == 0 || (rootless && error is Errno.EACCES or Errno.EPERM or Errno.ENOENT)) return;
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
        bool frozen = CgroupFile.TryWrite(path + "/cgroup.freeze", "1") == 0;
        foreach (int pid in Pids()) kill(pid, signal);
        if (frozen) Thaw();
    }

    /// <inheritdoc/>
    public void Freeze() => CgroupFile.Write(path + "/cgroup.freeze", "1");

    /// <inheritdoc/>
    public void Thaw() => CgroupFile.Write(path + "/cgroup.freeze", "0");

    /// <inheritdoc/>
    public void Remove() => CgroupTree.Remove(path);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
