using System.Text.Json.Serialization;

namespace OciRuntime.Config;

/// <summary>config-linux.md, Seccomp; names as in libseccomp's seccomp.h.</summary>
internal sealed class LinuxSeccomp
{
    /// <summary>SCMP_ACT_*: for calls that no rule matches; required.</summary>
    [JsonPropertyName("defaultAction")]
    public string? DefaultAction { get; set; }

    /// <summary>The errno of the default action, where it takes one; EPERM without.</summary>
    [JsonPropertyName("defaultErrnoRet")]
    public uint? DefaultErrnoRet { get; set; }

    /// <summary>SCMP_ARCH_*.</summary>
    [JsonPropertyName("architectures")]
    public string[]? Architectures { get; set; }

    /// <summary>
    /// SECCOMP_FILTER_FLAG_*, seccomp(2). Null is not the same as empty: then the runtime has its default.
    /// </summary>
    [JsonPropertyName("flags")]
    public string[]? Flags { get; set; }

    /// <summary>The Unix socket that gets the container process state with SCMP_ACT_NOTIFY.</summary>
    [JsonPropertyName("listenerPath")]
    public string? ListenerPath { get; set; }

    /// <summary>Passed to the agent as it is; only together with the path.</summary>
    [JsonPropertyName("listenerMetadata")]
    public string? ListenerMetadata { get; set; }

    /// <summary>The rules.</summary>
    [JsonPropertyName("syscalls")]
    public LinuxSyscall[]? Syscalls { get; set; }
}

/// <summary>config-linux.md, Seccomp, syscalls: one rule.</summary>
internal sealed class LinuxSyscall
{
    /// <summary>System calls by name, at least one.</summary>
    [JsonPropertyName("names")]
    public string[]? Names { get; set; }

    /// <summary>SCMP_ACT_*; required.</summary>
    [JsonPropertyName("action")]
    public string? Action { get; set; }

    /// <summary>The errno of the action, where it takes one; EPERM without.</summary>
    [JsonPropertyName("errnoRet")]
    public uint? ErrnoRet { get; set; }

    /// <summary>Conditions on arguments, all of which must hold.</summary>
    [JsonPropertyName("args")]
    public LinuxSeccompArg[]? Args { get; set; }
}

/// <summary>config-linux.md, Seccomp, args: one condition.</summary>
internal sealed class LinuxSeccompArg
{
    /// <summary>Which argument, from 0 to 5.</summary>
    [JsonPropertyName("index")]
    public uint Index { get; set; }

    /// <summary>What it is compared with; the mask of SCMP_CMP_MASKED_EQ.</summary>
    [JsonPropertyName("value")]
    public ulong Value { get; set; }

    /// <summary>The value of SCMP_CMP_MASKED_EQ.</summary>
    [JsonPropertyName("valueTwo"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong ValueTwo { get; set; }

    /// <summary>SCMP_CMP_*; required.</summary>
    [JsonPropertyName("op")]
    public string? Op { get; set; }
}
