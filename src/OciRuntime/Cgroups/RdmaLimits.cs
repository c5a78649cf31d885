using System.Collections.Generic;
using OciRuntime.Config;

namespace OciRuntime.Cgroups;

/// <summary>rdma, the same file in v1 and v2; cgroup-v1/rdma.rst and cgroup-v2.rst, RDMA.</summary>
internal static class RdmaLimits
{
    /// <summary>Sets handles and objects by device.</summary>
    public static void Apply(CgroupWriter writer, string path, Dictionary<string, LinuxRdma> devices)
    {
        foreach ((string device, LinuxRdma limits) in devices)
        {
            string value =
                device
                + (limits.HcaHandles is uint handles ? $" hca_handle={handles}" : "")
                + (limits.HcaObjects is uint objects ? $" hca_object={objects}" : "");
            writer.Write(
                path + "/rdma.max",
                value,
                "rdma/" + device,
                Restore.Line,
                device + " hca_handle=max hca_object=max"
            );
        }
    }
}
