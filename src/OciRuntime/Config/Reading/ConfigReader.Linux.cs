namespace OciRuntime.Config.Reading;

/// <content>config-linux.md without the control groups.</content>
internal static partial class ConfigReader
{
    private static LinuxNamespace LinuxNamespace(ref JsonInput json)
    {
        json.Object();
        LinuxNamespace value = new();
        while (json.Member())
        {
            if (json.Is("type"u8)) value.Type = json.Text();
            else if (json.Is("path"u8)) value.Path = json.Text();
            else json.Skip();
        }
        return value;
    }

    private static LinuxIDMapping LinuxIDMapping(ref JsonInput json)
    {
        json.Object();
        LinuxIDMapping value = new();
        while (json.Member())
        {
            if (json.Is("containerID"u8)) value.ContainerID = json.UInt32();
            else if (json.Is("hostID"u8)) value.HostID = json.UInt32();
            else if (json.Is("size"u8)) value.Size = json.UInt32();
            else json.Skip();
        }
        return value;
    }

    private static LinuxTimeOffset LinuxTimeOffset(ref JsonInput json)
    {
        json.Object();
        LinuxTimeOffset value = new();
        while (json.Member())
        {
            if (json.Is("secs"u8)) value.Secs = json.Int64();
            else if (json.Is("nanosecs"u8)) value.Nanosecs = json.UInt32();
            else json.Skip();
        }
        return value;
    }

    private static Linux Linux(ref JsonInput json)
    {
        json.Object();
        Linux value = new();
        while (json.Member())
        {
            if (json.Is("uidMappings"u8)) value.UIDMappings = json.Array(LinuxIDMapping);
            else if (json.Is("gidMappings"u8)) value.GIDMappings = json.Array(LinuxIDMapping);
            else if (json.Is("sysctl"u8)) value.Sysctl = json.TextMap();
            else if (json.Is("resources"u8)) value.Resources = json.Optional(LinuxResources);
            else if (json.Is("cgroupsPath"u8)) value.CgroupsPath = json.Text();
            else if (json.Is("namespaces"u8)) value.Namespaces = json.Array(LinuxNamespace);
            else if (json.Is("devices"u8)) value.Devices = json.Array(LinuxDevice);
            else if (json.Is("netDevices"u8)) value.NetDevices = json.Map(LinuxNetDevice);
            else if (json.Is("seccomp"u8)) value.Seccomp = json.Optional(LinuxSeccomp);
            else if (json.Is("rootfsPropagation"u8)) value.RootfsPropagation = json.Text();
            else if (json.Is("maskedPaths"u8)) value.MaskedPaths = json.Texts();
            else if (json.Is("readonlyPaths"u8)) value.ReadonlyPaths = json.Texts();
            else if (json.Is("mountLabel"u8)) value.MountLabel = json.Text();
            else if (json.Is("intelRdt"u8)) value.IntelRdt = json.Optional(LinuxIntelRdt);
            else if (json.Is("memoryPolicy"u8)) value.MemoryPolicy = json.Optional(LinuxMemoryPolicy);
            else if (json.Is("personality"u8)) value.Personality = json.Optional(LinuxPersonality);
            else if (json.Is("timeOffsets"u8)) value.TimeOffsets = json.Map(LinuxTimeOffset);
            else json.Skip();
        }
        return value;
    }

    private static LinuxIntelRdt LinuxIntelRdt(ref JsonInput json)
    {
        json.Object();
        LinuxIntelRdt value = new();
        while (json.Member())
        {
            if (json.Is("closID"u8)) value.ClosID = json.Text();
            else if (json.Is("schemata"u8)) value.Schemata = json.Texts();
            else if (json.Is("l3CacheSchema"u8)) value.L3CacheSchema = json.Text();
            else if (json.Is("memBwSchema"u8)) value.MemBwSchema = json.Text();
            else if (json.Is("enableMonitoring"u8)) value.EnableMonitoring = json.Boolean();
            else json.Skip();
        }
        return value;
    }

    private static LinuxMemoryPolicy LinuxMemoryPolicy(ref JsonInput json)
    {
        json.Object();
        LinuxMemoryPolicy value = new();
        while (json.Member())
        {
            if (json.Is("mode"u8)) value.Mode = json.Text();
            else if (json.Is("nodes"u8)) value.Nodes = json.Text();
            else if (json.Is("flags"u8)) value.Flags = json.Texts();
            else json.Skip();
        }
        return value;
    }

    private static LinuxPersonality LinuxPersonality(ref JsonInput json)
    {
        json.Object();
        LinuxPersonality value = new();
        while (json.Member())
        {
            if (json.Is("domain"u8)) value.Domain = json.Text();
            else if (json.Is("flags"u8)) value.Flags = json.Texts();
            else json.Skip();
        }
        return value;
    }
}
