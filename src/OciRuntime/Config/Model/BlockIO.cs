using System.Text.Json.Serialization;

namespace OciRuntime.Config;

/// <summary>config-linux.md, Block IO.</summary>
internal sealed class LinuxBlockIO
{
    /// <summary>The weight on all devices without one of their own, 10 to 1000.</summary>
    [JsonPropertyName("weight")]
    public ushort? Weight { get; set; }

    /// <summary>The weight of the tasks beside child cgroups, 10 to 1000.</summary>
    [JsonPropertyName("leafWeight")]
    public ushort? LeafWeight { get; set; }

    /// <summary>Weights by device.</summary>
    [JsonPropertyName("weightDevice")]
    public LinuxWeightDevice[]? WeightDevice { get; set; }

    /// <summary>Bytes read per second.</summary>
    [JsonPropertyName("throttleReadBpsDevice")]
    public LinuxThrottleDevice[]? ThrottleReadBpsDevice { get; set; }

    /// <summary>Bytes written per second.</summary>
    [JsonPropertyName("throttleWriteBpsDevice")]
    public LinuxThrottleDevice[]? ThrottleWriteBpsDevice { get; set; }

    /// <summary>Reads per second.</summary>
    [JsonPropertyName("throttleReadIOPSDevice")]
    public LinuxThrottleDevice[]? ThrottleReadIOPSDevice { get; set; }

    /// <summary>Writes per second.</summary>
    [JsonPropertyName("throttleWriteIOPSDevice")]
    public LinuxThrottleDevice[]? ThrottleWriteIOPSDevice { get; set; }
}

/// <summary>config-linux.md, Block IO: a block device by its numbers.</summary>
internal class LinuxBlockIODevice
{
    /// <summary>The major number.</summary>
    [JsonPropertyName("major"), JsonPropertyOrder(-1)]
    public long Major { get; set; }

    /// <summary>The minor number.</summary>
    [JsonPropertyName("minor"), JsonPropertyOrder(-1)]
    public long Minor { get; set; }
}

/// <summary>config-linux.md, Block IO, weightDevice: at least one of the two.</summary>
internal sealed class LinuxWeightDevice : LinuxBlockIODevice
{
    /// <summary>The device's weight, 10 to 1000.</summary>
    [JsonPropertyName("weight")]
    public ushort? Weight { get; set; }

    /// <summary>The device's weight beside child cgroups, 10 to 1000.</summary>
    [JsonPropertyName("leafWeight")]
    public ushort? LeafWeight { get; set; }
}

/// <summary>config-linux.md, Block IO, throttle…Device.</summary>
internal sealed class LinuxThrottleDevice : LinuxBlockIODevice
{
    /// <summary>The most per second.</summary>
    [JsonPropertyName("rate")]
    public ulong Rate { get; set; }
}
