using OciRuntime.Config;

namespace OciRuntime.Cgroups.V1;

/// <summary>net_cls and net_prio; cgroup-v1/net_cls.rst and net_prio.rst.</summary>
internal static class Network
{
    /// <summary>Sets the class that marks packets.</summary>
    public static void ApplyClass(CgroupWriter writer, string path, LinuxNetwork network)
    {
        if (network.ClassID is uint id and not 0)
            writer.Write(path + "/net_cls.classid", CgroupFile.Number((ulong)id), "network/classID");
    }

    /// <summary>Sets priorities by interface.</summary>
    public static void ApplyPriorities(CgroupWriter writer, string path, LinuxNetwork network)
    {
        for (int i = 0; i < (network.Priorities?.Length ?? 0); i++)
        {
            LinuxInterfacePriority priority = network.Priorities![i];
            writer.Write(
                path + "/net_prio.ifpriomap",
                $"{priority.Name} {priority.Priority}",
                $"network/priorities/{i}",
                Restore.Line,
                priority.Name + " 0"
            );
        }
    }
}
