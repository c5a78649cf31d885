using System.Text.Json.Serialization;

namespace OciRuntime.Spec;

/// <summary>config-linux.md, Seccomp.</summary>
internal sealed class LinuxSeccomp
{
    [JsonPropertyName("defaultAction")]
    public string? DefaultAction { get; set; }

    [JsonPropertyName("defaultErrnoRet")]
    public uint? DefaultErrnoRet { get; set; }

    [JsonPropertyName("architectures")]
    public string[]? Architectures { get; set; }

    [JsonPropertyName("flags")]
    public string[]? Flags { get; set; }

    [JsonPropertyName("listenerPath")]
    public string? ListenerPath { get; set; }

    [JsonPropertyName("listenerMetadata")]
    public string? ListenerMetadata { get; set; }

    [JsonPropertyName("syscalls")]
    public LinuxSyscall[]? Syscalls { get; set; }
}

/// <summary>config-linux.md, Seccomp, args.</summary>
internal sealed class LinuxSeccompArg
{
    [JsonPropertyName("index")]
    public uint Index { get; set; }

    [JsonPropertyName("value")]
    public ulong Value { get; set; }

    [JsonPropertyName("valueTwo")]
    public ulong ValueTwo { get; set; }

    [JsonPropertyName("op")]
    public string? Op { get; set; }
}

/// <summary>config-linux.md, Seccomp, syscalls.</summary>
internal sealed class LinuxSyscall
{
    [JsonPropertyName("names")]
    public string[]? Names { get; set; }

    [JsonPropertyName("action")]
    public string? Action { get; set; }

    [JsonPropertyName("errnoRet")]
    public uint? ErrnoRet { get; set; }

    [JsonPropertyName("args")]
    public LinuxSeccompArg[]? Args { get; set; }
}
