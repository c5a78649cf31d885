using System.Text.Json.Serialization;

namespace OciRuntime.Config;

/// <summary>config.md, Process: the container's program and what it may do.</summary>
internal sealed class Process
{
    /// <summary>Whether it has a terminal.</summary>
    [JsonPropertyName("terminal"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Terminal { get; set; }

    /// <summary>The terminal's size; ignored without one.</summary>
    [JsonPropertyName("consoleSize")]
    public Box? ConsoleSize { get; set; }

    /// <summary>User: who it runs as.</summary>
    [JsonPropertyName("user")]
    public User? User { get; set; }

    /// <summary>The program and its arguments as for execvp(3), at least one.</summary>
    [JsonPropertyName("args")]
    public string[]? Args { get; set; }

    /// <summary>Windows' form of args; without meaning here.</summary>
    [JsonPropertyName("commandLine")]
    public string? CommandLine { get; set; }

    /// <summary>The environment, NAME=VALUE each, environ(7).</summary>
    [JsonPropertyName("env")]
    public string[]? Env { get; set; }

    /// <summary>The working directory, an absolute path; required.</summary>
    [JsonPropertyName("cwd")]
    public string? Cwd { get; set; }

    /// <summary>The capability sets; null: none is touched.</summary>
    [JsonPropertyName("capabilities")]
    public LinuxCapabilities? Capabilities { get; set; }

    /// <summary>Resource limits, each resource once.</summary>
    [JsonPropertyName("rlimits")]
    public POSIXRlimit[]? Rlimits { get; set; }

    /// <summary>PR_SET_NO_NEW_PRIVS, prctl(2).</summary>
    [JsonPropertyName("noNewPrivileges"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NoNewPrivileges { get; set; }

    /// <summary>The AppArmor profile's name.</summary>
    [JsonPropertyName("apparmorProfile")]
    public string? ApparmorProfile { get; set; }

    /// <summary>/proc/[pid]/oom_score_adj, -1000 to 1000, proc(5); null: not touched.</summary>
    [JsonPropertyName("oomScoreAdj")]
    public int? OOMScoreAdj { get; set; }

    /// <summary>Scheduling policy and attributes.</summary>
    [JsonPropertyName("scheduler")]
    public Scheduler? Scheduler { get; set; }

    /// <summary>The SELinux context of the program.</summary>
    [JsonPropertyName("selinuxLabel")]
    public string? SelinuxLabel { get; set; }

    /// <summary>I/O priority.</summary>
    [JsonPropertyName("ioPriority")]
    public LinuxIOPriority? IOPriority { get; set; }

    /// <summary>CPUs of programs that exec starts; not of the container's own.</summary>
    [JsonPropertyName("execCPUAffinity")]
    public CPUAffinity? ExecCPUAffinity { get; set; }
}

/// <summary>config.md, Process, consoleSize: in characters.</summary>
internal sealed class Box
{
    /// <summary>Lines.</summary>
    [JsonPropertyName("height")]
    public uint Height { get; set; }

    /// <summary>Columns.</summary>
    [JsonPropertyName("width")]
    public uint Width { get; set; }
}

/// <summary>config.md, POSIX-platform User: numbers of the container's user namespace.</summary>
internal sealed class User
{
    /// <summary>The user id.</summary>
    [JsonPropertyName("uid")]
    public uint UID { get; set; }

    /// <summary>The group id.</summary>
    [JsonPropertyName("gid")]
    public uint GID { get; set; }

    /// <summary>umask(2), at most 0777; null: the caller's.</summary>
    [JsonPropertyName("umask")]
    public uint? Umask { get; set; }

    /// <summary>Supplementary groups.</summary>
    [JsonPropertyName("additionalGids")]
    public uint[]? AdditionalGids { get; set; }

    /// <summary>Windows' user name; without meaning here.</summary>
    [JsonPropertyName("username")]
    public string? Username { get; set; }
}

/// <summary>config.md, Linux Process, capabilities: names of capabilities(7) per set.</summary>
internal sealed class LinuxCapabilities
{
    /// <summary>What execve(2) can ever give.</summary>
    [JsonPropertyName("bounding")]
    public string[]? Bounding { get; set; }

    /// <summary>What the kernel checks.</summary>
    [JsonPropertyName("effective")]
    public string[]? Effective { get; set; }

    /// <summary>What passes execve(2) with a file that inherits.</summary>
    [JsonPropertyName("inheritable")]
    public string[]? Inheritable { get; set; }

    /// <summary>What may be made effective.</summary>
    [JsonPropertyName("permitted")]
    public string[]? Permitted { get; set; }

    /// <summary>What passes execve(2) of any file.</summary>
    [JsonPropertyName("ambient")]
    public string[]? Ambient { get; set; }
}

/// <summary>config.md, POSIX process, rlimits: getrlimit(2), in the resource's own unit.</summary>
internal sealed class POSIXRlimit
{
    /// <summary>RLIMIT_*; required.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    /// <summary>The ceiling of the soft limit.</summary>
    [JsonPropertyName("hard")]
    public ulong Hard { get; set; }

    /// <summary>The limit.</summary>
    [JsonPropertyName("soft")]
    public ulong Soft { get; set; }
}
