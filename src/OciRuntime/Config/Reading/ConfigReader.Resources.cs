namespace OciRuntime.Config.Reading;

/// <content>Control groups.</content>
internal static partial class ConfigReader
{
    /// <summary>The resources alone, as <c>update -r</c> takes them.</summary>
    internal static LinuxResources LinuxResources(ref JsonInput json)
    {
        json.Object();
        LinuxResources value = new();
        while (json.Member())
        {
            if (json.Is("devices"u8)) value.Devices = json.Array(LinuxDeviceCgroup);
            else if (json.Is("memory"u8)) value.Memory = json.Optional(LinuxMemory);
            else if (json.Is("cpu"u8)) value.CPU = json.Optional(LinuxCPU);
            else if (json.Is("pids"u8)) value.Pids = json.Optional(LinuxPids);
            else if (json.Is("blockIO"u8)) value.BlockIO = json.Optional(LinuxBlockIO);
            else if (json.Is("hugepageLimits"u8)) value.HugepageLimits = json.Array(LinuxHugepageLimit);
            else if (json.Is("network"u8)) value.Network = json.Optional(LinuxNetwork);
            else if (json.Is("rdma"u8)) value.Rdma = json.Map(LinuxRdma);
            else if (json.Is("unified"u8)) value.Unified = json.TextMap();
            else json.Skip();
        }
        return value;
    }

    private static LinuxMemory LinuxMemory(ref JsonInput json)
    {
        json.Object();
        LinuxMemory value = new();
        while (json.Member())
        {
            if (json.Is("limit"u8)) value.Limit = json.OptionalInt64();
            else if (json.Is("reservation"u8)) value.Reservation = json.OptionalInt64();
            else if (json.Is("swap"u8)) value.Swap = json.OptionalInt64();
            else if (json.Is("kernel"u8)) value.Kernel = json.OptionalInt64();
            else if (json.Is("kernelTCP"u8)) value.KernelTCP = json.OptionalInt64();
            else if (json.Is("swappiness"u8)) value.Swappiness = json.OptionalUInt64();
            else if (json.Is("disableOOMKiller"u8)) value.DisableOOMKiller = json.OptionalBoolean();
            else if (json.Is("useHierarchy"u8)) value.UseHierarchy = json.OptionalBoolean();
            else if (json.Is("checkBeforeUpdate"u8)) value.CheckBeforeUpdate = json.OptionalBoolean();
            else json.Skip();
        }
        return value;
    }

    private static LinuxCPU LinuxCPU(ref JsonInput json)
    {
        json.Object();
        LinuxCPU value = new();
        while (json.Member())
        {
            if (json.Is("shares"u8)) value.Shares = json.OptionalUInt64();
            else if (json.Is("quota"u8)) value.Quota = json.OptionalInt64();
            else if (json.Is("burst"u8)) value.Burst = json.OptionalUInt64();
            else if (json.Is("period"u8)) value.Period = json.OptionalUInt64();
            else if (json.Is("realtimeRuntime"u8)) value.RealtimeRuntime = json.OptionalInt64();
            else if (json.Is("realtimePeriod"u8)) value.RealtimePeriod = json.OptionalUInt64();
            else if (json.Is("cpus"u8)) value.Cpus = json.Text();
            else if (json.Is("mems"u8)) value.Mems = json.Text();
            else if (json.Is("idle"u8)) value.Idle = json.OptionalInt64();
            else json.Skip();
        }
        return value;
    }

    private static LinuxPids LinuxPids(ref JsonInput json)
    {
        json.Object();
        LinuxPids value = new();
        while (json.Member())
        {
            if (json.Is("limit"u8)) value.Limit = json.OptionalInt64();
            else json.Skip();
        }
        return value;
    }

    private static LinuxHugepageLimit LinuxHugepageLimit(ref JsonInput json)
    {
        json.Object();
        LinuxHugepageLimit value = new();
        while (json.Member())
        {
            if (json.Is("pageSize"u8)) value.Pagesize = json.Text();
            else if (json.Is("limit"u8)) value.Limit = json.UInt64();
            else json.Skip();
        }
        return value;
    }

    private static LinuxNetwork LinuxNetwork(ref JsonInput json)
    {
        json.Object();
        LinuxNetwork value = new();
        while (json.Member())
        {
            if (json.Is("classID"u8)) value.ClassID = json.OptionalUInt32();
            else if (json.Is("priorities"u8)) value.Priorities = json.Array(LinuxInterfacePriority);
            else json.Skip();
        }
        return value;
    }

    private static LinuxInterfacePriority LinuxInterfacePriority(ref JsonInput json)
    {
        json.Object();
        LinuxInterfacePriority value = new();
        while (json.Member())
        {
            if (json.Is("name"u8)) value.Name = json.Text();
            else if (json.Is("priority"u8)) value.Priority = json.UInt32();
            else json.Skip();
        }
        return value;
    }

    private static LinuxRdma LinuxRdma(ref JsonInput json)
    {
        json.Object();
        LinuxRdma value = new();
        while (json.Member())
        {
            if (json.Is("hcaHandles"u8)) value.HcaHandles = json.OptionalUInt32();
            else if (json.Is("hcaObjects"u8)) value.HcaObjects = json.OptionalUInt32();
            else json.Skip();
        }
        return value;
    }

    private static LinuxBlockIO LinuxBlockIO(ref JsonInput json)
    {
        json.Object();
        LinuxBlockIO value = new();
        while (json.Member())
        {
            if (json.Is("weight"u8)) value.Weight = json.OptionalUInt16();
            else if (json.Is("leafWeight"u8)) value.LeafWeight = json.OptionalUInt16();
            else if (json.Is("weightDevice"u8)) value.WeightDevice = json.Array(LinuxWeightDevice);
            else if (json.Is("throttleReadBpsDevice"u8)) value.ThrottleReadBpsDevice = json.Array(LinuxThrottleDevice);
            else if (json.Is("throttleWriteBpsDevice"u8)) value.ThrottleWriteBpsDevice = json.Array(LinuxThrottleDevice);
            else if (json.Is("throttleReadIOPSDevice"u8)) value.ThrottleReadIOPSDevice = json.Array(LinuxThrottleDevice);
            else if (json.Is("throttleWriteIOPSDevice"u8)) value.ThrottleWriteIOPSDevice = json.Array(LinuxThrottleDevice);
            else json.Skip();
        }
        return value;
    }

    private static LinuxWeightDevice LinuxWeightDevice(ref JsonInput json)
    {
        json.Object();
        LinuxWeightDevice value = new();
        while (json.Member())
        {
            if (json.Is("major"u8)) value.Major = json.Int64();
            else if (json.Is("minor"u8)) value.Minor = json.Int64();
            else if (json.Is("weight"u8)) value.Weight = json.OptionalUInt16();
            else if (json.Is("leafWeight"u8)) value.LeafWeight = json.OptionalUInt16();
            else json.Skip();
        }
        return value;
    }

    private static LinuxThrottleDevice LinuxThrottleDevice(ref JsonInput json)
    {
        json.Object();
        LinuxThrottleDevice value = new();
        while (json.Member())
        {
            if (json.Is("major"u8)) value.Major = json.Int64();
            else if (json.Is("minor"u8)) value.Minor = json.Int64();
            else if (json.Is("rate"u8)) value.Rate = json.UInt64();
            else json.Skip();
        }
        return value;
    }
}
