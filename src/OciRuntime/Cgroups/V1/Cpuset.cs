using OciRuntime.Config;

namespace OciRuntime.Cgroups.V1;

/// <summary>cpuset; cgroup-v1/cpusets.rst.</summary>
internal static class Cpuset
{
    /// <summary>A new cpuset is empty and takes no process: it gets what its nearest ancestor has.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="isNew">It was made just now; another may have its own already.</param>
    public static void InheritFromParent(string path, bool isNew)
    {
        Complete(path, "cpuset.cpus", isNew);
        Complete(path, "cpuset.mems", isNew);
    }

    private static void Complete(string path, string file, bool isEmpty)
    {
        if (isEmpty || CgroupFile.TryRead($"{path}/{file}") is "\n") Inherit(path, file);
    }

    private static string Inherit(string path, string file)
    {
        string parent = path[..path.LastIndexOf('/')];
        // Above the mount's root there is no such file.
        string? value = CgroupFile.TryRead($"{parent}/{file}")?.TrimEnd('\n');
        if (value is null) return "";
        if (value.Length == 0) value = Inherit(parent, file);
        if (value.Length > 0 && CgroupFile.TryWrite($"{path}/{file}", value) is not 0 and int error)
        {
            throw CgroupWriter.Failure($"{path}/{file}", value, "cpu", error);
        }
        return value;
    }

    /// <summary>Sets <c>cpus</c> and <c>mems</c>.</summary>
    public static void Apply(CgroupWriter writer, string path, LinuxCPU cpu)
    {
        if (!string.IsNullOrEmpty(cpu.Cpus)) writer.Write(path + "/cpuset.cpus", cpu.Cpus, "cpu/cpus");
        if (!string.IsNullOrEmpty(cpu.Mems)) writer.Write(path + "/cpuset.mems", cpu.Mems, "cpu/mems");
    }
}
