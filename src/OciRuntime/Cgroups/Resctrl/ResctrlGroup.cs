using System.Collections.Generic;
using System.Text;
using OciRuntime.Config;
using OciRuntime.Native;

namespace OciRuntime.Cgroups.Resctrl;

/// <summary>
/// The resctrl groups of one container: a control group with a class of service, and perhaps a monitoring group below
/// it;
/// config-linux.md, IntelRdt, and the kernel's filesystems/resctrl.rst.
/// </summary>
/// <param name="record">Where they are.</param>
internal sealed class ResctrlGroup(ResctrlRecord record)
{
    private const string Pointer = "/linux/intelRdt";

    /// <summary>What the state directory remembers.</summary>
    public ResctrlRecord Record => record;

    /// <summary>The groups of a new container; makes nothing yet.</summary>
    /// <param name="rdt">The config's member.</param>
    /// <param name="id">The container's id: the group's name if the config has none, and the monitoring
    /// group's.</param>
    /// <param name="root">Where resctrl is mounted.</param>
    public static ResctrlGroup ForNewContainer(LinuxIntelRdt rdt, string id, string root)
    {
        bool named = !string.IsNullOrEmpty(rdt.ClosID);
        string group = rdt.ClosID == "/" ? root : $"{root}/{(named ? rdt.ClosID : id)}";
        return new ResctrlGroup(new ResctrlRecord
        {
            Root = root,
            Group = group,
            Owned = !named && !CgroupFile.Exists(group),
            Monitor = rdt.EnableMonitoring ? $"{group}/mon_groups/{id}" : null,
        });
    }

    /// <summary>Makes what is missing and sets the schemata.</summary>
    /// <exception cref="LinuxException">The kernel refused one.</exception>
    /// <exception cref="SpecException">A group that others use has other schemata, or none was made for a config
    /// without any.</exception>
    public void Create(LinuxIntelRdt rdt)
    {
        List<string> lines = [];
        foreach (string? line in (string?[])[rdt.L3CacheSchema, rdt.MemBwSchema])
            if (!string.IsNullOrEmpty(line))
                lines.Add(line);
        int compared = lines.Count;
        foreach (string line in rdt.Schemata ?? []) if (line.Length > 0) lines.Add(line);
        bool exists = CgroupFile.Exists(record.Group);
        bool named = !string.IsNullOrEmpty(rdt.ClosID);
        if (!exists && named && lines.Count == 0)
            throw Refuse("closID", $"there is no group `{rdt.ClosID}`, and without a schema none is made");
        if (!exists)
            MakeDirectory(record.Group);
        else if (named)
            CheckSchemata(lines[..compared], rdt);
        Write(lines);
        if (record.Monitor is not null) MakeDirectory(record.Monitor);
    }

    private void MakeDirectory(string path)
    {
        int error = CgroupFile.TryMakeDirectory(path);
        if (error is not (0 or Errno.EEXIST)) throw Failure("mkdir", path, error);
    }

    private void CheckSchemata(List<string> lines, LinuxIntelRdt rdt)
    {
        if (lines.Count == 0) return;
        string schemata = CgroupFile.Read(record.Group + "/schemata");
        string? step = CgroupFile.TryRead(record.Root + "/info/MB/bandwidth_gran")?.Trim();
        ulong granularity = ulong.TryParse(step, out ulong number) && number > 0 ? number : 1;
        foreach (string line in lines)
        {
            if (Schema.Holds(line, schemata, granularity))
                continue;
            throw Refuse(
                line == rdt.L3CacheSchema ? "l3CacheSchema" : "memBwSchema",
                $"the group `{rdt.ClosID}` has not `{line}` but `{schemata.Trim().ReplaceLineEndings(" ")}`"
            );
        }
    }

    /// <summary>Changes the schemata that are given.</summary>
    public void Update(string? l3CacheSchema, string? memBwSchema)
    {
        List<string> lines = [];
        foreach (string? line in (string?[])[l3CacheSchema, memBwSchema])
            if (!string.IsNullOrEmpty(line))
                lines.Add(line);
        Write(lines);
    }

    /// <summary>Writes all lines at once: the kernel takes them in their order.</summary>
    private void Write(List<string> lines)
    {
        if (lines.Count == 0) return;
        StringBuilder text = new();
        foreach (string line in lines) text.Append(line).Append('\n');
        int error = CgroupFile.TryWrite(record.Group + "/schemata", text.ToString());
        if (error != 0)
            throw Failure(
                $"write `{text.ToString().TrimEnd().ReplaceLineEndings(" ")}` to",
                record.Group + "/schemata",
                error
            );
    }

    /// <summary>Moves a process in; what it forks from then on is also in the group.</summary>
    public void AddProcess(int pid)
    {
        AddTo(record.Group, pid);
        if (record.Monitor is not null) AddTo(record.Monitor, pid);
    }

    private void AddTo(string directory, int pid)
    {
        int error = CgroupFile.TryWrite(directory + "/tasks", CgroupFile.Number(pid));
        if (error != 0) throw Failure($"write `{pid}` to", directory + "/tasks", error);
    }

    /// <summary>Removes what was made for this container alone; its processes fall back to the default group.</summary>
    public void Remove()
    {
        // A monitoring group goes with its control group.
        string? path = record.Owned ? record.Group : record.Monitor;
        if (path is null) return;
        int error = CgroupFile.RemoveDirectory(path);
        if (error is not (0 or Errno.ENOENT)) throw Failure("rmdir", path, error);
    }

    private LinuxException Failure(string operation, string path, int error) =>
        new(operation, path + ResctrlHost.LastStatus(record.Root), error, Pointer);

    private static SpecException Refuse(string member, string message) =>
        new([new SpecError($"{Pointer}/{member}", message)]);
}
