using OciRuntime.Config;
using static OciRuntime.Cgroups.CgroupFile;

namespace OciRuntime.Cgroups.V2;

/// <summary>io; cgroup-v2.rst, IO, and block/bfq-iosched.rst. Bytes or operations per second.</summary>
internal static class Io
{
    /// <summary>Sets weights and throttles.</summary>
    public static void Apply(CgroupWriter writer, string path, LinuxBlockIO io)
    {
        if (io.Weight is not (null or 0) || io.WeightDevice is { Length: > 0 }) Weights(writer, path, io);
        Throttle(writer, path, "rbps", io.ThrottleReadBpsDevice, "throttleReadBpsDevice");
        Throttle(writer, path, "wbps", io.ThrottleWriteBpsDevice, "throttleWriteBpsDevice");
        Throttle(writer, path, "riops", io.ThrottleReadIOPSDevice, "throttleReadIOPSDevice");
        Throttle(writer, path, "wiops", io.ThrottleWriteIOPSDevice, "throttleWriteIOPSDevice");
    }

    private static void Weights(CgroupWriter writer, string path, LinuxBlockIO io)
    {
        // BFQ takes the config's weights as they are; io.cost has a wider range.
        bool bfq = Exists(path + "/io.bfq.weight");
        string file = path + (bfq ? "/io.bfq.weight" : "/io.weight");
        if (io.Weight is ushort weight and not 0)
            writer.Write(file, Number(bfq ? weight : Weight(weight)), "blockIO/weight", Restore.LastWord);
        for (int i = 0; i < (io.WeightDevice?.Length ?? 0); i++)
        {
            LinuxWeightDevice device = io.WeightDevice![i];
            if (device.Weight is not ushort own || own == 0) continue;
            string name = $"{device.Major}:{device.Minor}";
            writer.Write(
                file,
                $"{name} {(bfq ? own : Weight(own))}",
                $"blockIO/weightDevice/{i}/weight",
                Restore.Line,
                name + " default"
            );
        }
    }

    /// <summary>[10, 1000] to [1, 10000], linearly; runc, ConvertBlkIOToIOWeightValue.</summary>
    public static ulong Weight(ushort weight) => weight <= 10 ? 1 : 1 + ((ulong)weight - 10) * 9999 / 990;

    private static void Throttle(
        CgroupWriter writer,
        string path,
        string key,
        LinuxThrottleDevice[]? devices,
        string member
    )
    {
        for (int i = 0; i < (devices?.Length ?? 0); i++)
        {
            LinuxThrottleDevice device = devices![i];
            string name = $"{device.Major}:{device.Minor}";
            // 0 took a limit off in v1; here the kernel refuses it.
            string rate = device.Rate == 0 ? "max" : Number(device.Rate);
            writer.Write(
                path + "/io.max",
                $"{name} {key}={rate}",
                $"blockIO/{member}/{i}",
                Restore.Line,
                $"{name} {key}=max"
            );
        }
    }
}
