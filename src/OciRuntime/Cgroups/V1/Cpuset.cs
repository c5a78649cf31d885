using OciRuntime.Spec;

namespace OciRuntime.Cgroups.V1;

/// <summary>cpuset; cgroup-v1/cpusets.rst.</summary>
internal static class Cpuset
{
    /// <summary>A new cpuset is empty and takes no process: it gets what its nearest ancestor has.</summary>
    public static void InheritFromParent(string path)
    {
        Inherit(path, "cpuset.cpus");
        Inherit(path, "cpuset.mems");
    }

    private static string Inherit(string path, string file)
    {
        string value = CgroupFile.Read($"{path}/{file}").Trim();
        if (value.Length > 0 || !CgroupFile.Exists($"{path}/../{file}")) return value;
        value = Inherit(path[..path.LastIndexOf('/')], file);
        CgroupFile.Write($"{path}/{file}", value);
        return value;
    }

    /// <summary>Sets <c>cpus</c> and <c>mems</c>.</summary>
    public static void Apply(string path, LinuxCPU? cpu)
    {
        if (!string.IsNullOrEmpty(cpu?.Cpus)) CgroupFile.Write(path + "/cpuset.cpus", cpu.Cpus);
        if (!string.IsNullOrEmpty(cpu?.Mems)) CgroupFile.Write(path + "/cpuset.mems", cpu.Mems);
    }
}
