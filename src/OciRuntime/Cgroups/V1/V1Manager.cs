using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Native;
using OciRuntime.Spec;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.V1;

/// <summary>cgroup v1, and the v2 tree of a hybrid host, through the filesystem; cgroup-v1/*.rst.</summary>
internal sealed class V1Manager(CgroupRecord record, bool rootless) : ICgroupManager
{
    /// <inheritdoc/>
    public CgroupRecord Record => record;

    /// <inheritdoc/>
    public bool Exists
    {
        get
        {
            foreach (string path in Folders())
            {
                if (CgroupFile.Exists(path)) return true;
            }
            return false;
        }
    }

    /// <inheritdoc/>
    public bool IsFrozen =>
        record.Paths.TryGetValue("freezer", out string? path) && CgroupFile.Exists(path) && CgroupFile.Read(path + "/freezer.state").Trim() != "THAWED";

    /// <inheritdoc/>
    public void Create()
    {
        foreach (string path in Folders())
        {
            try
            {
                CgroupFile.MakeFolder(path);
            }
            catch (LinuxException error) when (rootless && error.Errno is Errno.EACCES or Errno.EPERM or Errno.EROFS)
            {
                continue;
            }
            if (record.Paths.TryGetValue("cpuset", out string? cpuset) && cpuset == path) Cpuset.InheritFromParent(path);
        }
    }

    /// <inheritdoc/>
    public void Apply(LinuxResources? resources)
    {
        if (resources is null) return;
        if (Folder("cpuset") is { } cpuset) Cpuset.Apply(cpuset, resources.CPU);
        if (Folder("memory") is { } memory) Memory.Apply(memory, resources.Memory);
        if (Folder("cpu") is { } cpu) Cpu.Apply(cpu, resources.CPU);
        if (Folder("pids") is { } pids) PidsLimit.Apply(pids, resources.Pids);
        if (Folder("devices") is { } devices) Devices.Apply(devices, resources.Devices);
    }

    private string? Folder(string controller) =>
        record.Paths.TryGetValue(controller, out string? path) && (!rootless || CgroupFile.Exists(path)) ? path : null;

    /// <inheritdoc/>
    public int OpenForClone() => -1;

    /// <inheritdoc/>
    public void AddProcess(int pid)
    {
        string text = pid.ToString(CultureInfo.InvariantCulture);
        // One after the other without a pause: only the first write of a burst waits for RCU (kernel/cgroup, threadgroup_rwsem).
        foreach (string path in Folders())
        {
            int error = CgroupFile.TryWrite(path + "/cgroup.procs", text);
            if (error == 0 || (rootless && error is Errno.EACCES or Errno.EPERM or Errno.ENOENT or Errno.EROFS)) continue;
            throw new LinuxException($"write `{text}` to", path + "/cgroup.procs", error);
        }
    }

    /// <inheritdoc/>
    public int[] Pids()
    {
        SortedSet<int> pids = [];
        // Every hierarchy has every process; the first that exists says it all.
        foreach (string path in Folders())
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
    public void Kill(int signal)
    {
        // Frozen processes cannot fork away from the list; they get the signal when they thaw.
        bool frozen = Folder("freezer") is { } freezer && CgroupFile.TryWrite(freezer + "/freezer.state", "FROZEN") == 0;
        try
        {
            for (int round = 0; round < 100; round++)
            {
                int[] pids = Pids();
                foreach (int pid in pids) kill(pid, signal);
                if (frozen || pids.Length == 0 || signal != SIGKILL) return;
            }
        }
        finally
        {
            if (frozen) Thaw();
        }
    }

    /// <inheritdoc/>
    public void Freeze() => SetFreezer("FROZEN");

    /// <inheritdoc/>
    public void Thaw() => SetFreezer("THAWED");

    private void SetFreezer(string state)
    {
        string path = Folder("freezer") ?? throw new LinuxException("freeze", "freezer", Errno.ENOENT);
        CgroupFile.Write(path + "/freezer.state", state);
    }

    /// <inheritdoc/>
    public void Remove()
    {
        foreach (string path in Folders()) CgroupTree.Remove(path);
    }

    /// <summary>The folders, each once: controllers may share a hierarchy.</summary>
    private HashSet<string> Folders() => [.. record.Paths.Values];

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
