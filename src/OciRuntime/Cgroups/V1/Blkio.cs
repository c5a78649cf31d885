using OciRuntime.Config;
using static OciRuntime.Cgroups.CgroupFile;

namespace OciRuntime.Cgroups.V1;

/// <summary>blkio; cgroup-v1/blkio-controller.rst and block/bfq-iosched.rst. Bytes or operations per second.</summary>
internal static class Blkio
{
    /// <summary>Sets weights and throttles.</summary>
    public static void Apply(CgroupWriter writer, string path, LinuxBlockIO io)
    {
        Weights(writer, path, io);
        Throttle(writer, path + "/blkio.throttle.read_bps_device", io.ThrottleReadBpsDevice, "throttleReadBpsDevice");
        Throttle(
            writer,
            path + "/blkio.throttle.write_bps_device",
            io.ThrottleWriteBpsDevice,
            "throttleWriteBpsDevice"
        );
        Throttle(
            writer,
            path + "/blkio.throttle.read_iops_device",
            io.ThrottleReadIOPSDevice,
            "throttleReadIOPSDevice"
        );
        Throttle(
            writer,
            path + "/blkio.throttle.write_iops_device",
            io.ThrottleWriteIOPSDevice,
            "throttleWriteIOPSDevice"
        );
    }

    private static void Weights(CgroupWriter writer, string path, LinuxBlockIO io)
    {
        if (io.LeafWeight is ushort leaf and not 0)
            writer.Write(path + "/blkio.leaf_weight", Number((ulong)leaf), "blockIO/leafWeight");
        if (io.Weight is null or 0 && io.WeightDevice is null or [])
            return;
        // CFQ, gone since Linux 5.0, had blkio.weight; BFQ has its own.
        bool cfq = Exists(path + "/blkio.weight");
        string file = path + (cfq ? "/blkio.weight" : "/blkio.bfq.weight");
        if (io.Weight is ushort weight and not 0)
            writer.Write(file, Number((ulong)weight), "blockIO/weight", Restore.LastWord);
        for (int i = 0; i < (io.WeightDevice?.Length ?? 0); i++)
        {
            LinuxWeightDevice device = io.WeightDevice![i];
            string name = $"{device.Major}:{device.Minor}";
            if (device.Weight is ushort w and not 0)
                writer.Write(
                    file + "_device",
                    $"{name} {w}",
                    $"blockIO/weightDevice/{i}/weight",
                    Restore.Line,
                    name + (cfq ? " 0" : " default")
                );
            if (device.LeafWeight is ushort l and not 0)
                writer.Write(
                    path + "/blkio.leaf_weight_device",
                    $"{name} {l}",
                    $"blockIO/weightDevice/{i}/leafWeight",
                    Restore.Line,
                    name + " 0"
                );
        }
    }

    private static void Throttle(CgroupWriter writer, string file, LinuxThrottleDevice[]? devices, string member)
    {
        for (int i = 0; i < (devices?.Length ?? 0); i++)
        {
            LinuxThrottleDevice device = devices![i];
            string name = $"{device.Major}:{device.Minor}";
            writer.Write(file, $"{name} {device.Rate}", $"blockIO/{member}/{i}", Restore.Line, name + " 0");
        }
    }
}
