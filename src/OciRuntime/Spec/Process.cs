using System.Text.Json.Serialization;

namespace OciRuntime.Spec;

/// <summary>config.md, Linux Process, scheduler; sched_setattr(2), times in ns.</summary>
internal sealed class Scheduler
{
    [JsonPropertyName("policy")]
    public string? Policy { get; set; }

    [JsonPropertyName("nice")]
    public int Nice { get; set; }

    [JsonPropertyName("priority")]
    public int Priority { get; set; }

    [JsonPropertyName("flags")]
    public string[]? Flags { get; set; }

    [JsonPropertyName("runtime")]
    public ulong Runtime { get; set; }

    [JsonPropertyName("deadline")]
    public ulong Deadline { get; set; }

    [JsonPropertyName("period")]
    public ulong Period { get; set; }
}

/// <summary>config.md, Process.</summary>
internal sealed class Process
{
    [JsonPropertyName("terminal")]
    public bool Terminal { get; set; }

    [JsonPropertyName("consoleSize")]
    public Box? ConsoleSize { get; set; }

    [JsonPropertyName("user")]
    public User? User { get; set; }

    [JsonPropertyName("args")]
    public string[]? Args { get; set; }

    [JsonPropertyName("commandLine")]
    public string? CommandLine { get; set; }

    [JsonPropertyName("env")]
    public string[]? Env { get; set; }

    [JsonPropertyName("cwd")]
    public string? Cwd { get; set; }

    [JsonPropertyName("capabilities")]
    public LinuxCapabilities? Capabilities { get; set; }

    [JsonPropertyName("rlimits")]
    public POSIXRlimit[]? Rlimits { get; set; }

    [JsonPropertyName("noNewPrivileges")]
    public bool NoNewPrivileges { get; set; }

    [JsonPropertyName("apparmorProfile")]
    public string? ApparmorProfile { get; set; }

    [JsonPropertyName("oomScoreAdj")]
    public int? OOMScoreAdj { get; set; }

    [JsonPropertyName("scheduler")]
    public Scheduler? Scheduler { get; set; }

    [JsonPropertyName("selinuxLabel")]
    public string? SelinuxLabel { get; set; }

    [JsonPropertyName("ioPriority")]
    public LinuxIOPriority? IOPriority { get; set; }

    [JsonPropertyName("execCPUAffinity")]
    public CPUAffinity? ExecCPUAffinity { get; set; }
}

/// <summary>config.md, Linux Process: capability names of capabilities(7) per set.</summary>
internal sealed class LinuxCapabilities
{
    [JsonPropertyName("bounding")]
    public string[]? Bounding { get; set; }

    [JsonPropertyName("effective")]
    public string[]? Effective { get; set; }

    [JsonPropertyName("inheritable")]
    public string[]? Inheritable { get; set; }

    [JsonPropertyName("permitted")]
    public string[]? Permitted { get; set; }

    [JsonPropertyName("ambient")]
    public string[]? Ambient { get; set; }
}

/// <summary>config.md, Linux Process, ioPriority; ioprio_set(2).</summary>
internal sealed class LinuxIOPriority
{
    [JsonPropertyName("class")]
    public string? Class { get; set; }

    [JsonPropertyName("priority")]
    public int Priority { get; set; }
}

/// <summary>config.md, Linux Process, execCPUAffinity: CPU lists as in cpuset(7).</summary>
internal sealed class CPUAffinity
{
    [JsonPropertyName("initial")]
    public string? Initial { get; set; }

    [JsonPropertyName("final")]
    public string? Final { get; set; }
}

/// <summary>config.md, consoleSize: in characters.</summary>
internal sealed class Box
{
    [JsonPropertyName("height")]
    public uint Height { get; set; }

    [JsonPropertyName("width")]
    public uint Width { get; set; }
}

/// <summary>config.md, User.</summary>
internal sealed class User
{
    [JsonPropertyName("uid")]
    public uint UID { get; set; }

    [JsonPropertyName("gid")]
    public uint GID { get; set; }

    [JsonPropertyName("umask")]
    public uint? Umask { get; set; }

    [JsonPropertyName("additionalGids")]
    public uint[]? AdditionalGids { get; set; }

    [JsonPropertyName("username")]
    public string? Username { get; set; }
}

/// <summary>config.md, POSIX process, rlimits; setrlimit(2).</summary>
internal sealed class POSIXRlimit
{
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    [JsonPropertyName("hard")]
    public ulong Hard { get; set; }

    [JsonPropertyName("soft")]
    public ulong Soft { get; set; }
}
