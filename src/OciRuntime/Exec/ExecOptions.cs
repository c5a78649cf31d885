namespace OciRuntime.Exec;

/// <summary>The options of <c>exec</c>, runc's.</summary>
internal sealed class ExecOptions
{
    /// <summary>The container's id.</summary>
    public required string Id { get; init; }

    /// <summary>A file with the whole process, or null.</summary>
    public string? ProcessFile { get; init; }

    /// <summary>The command; empty with <see cref="ProcessFile"/>.</summary>
    public string[] Args { get; init; } = [];

    /// <summary>The working directory, or null for the container's.</summary>
    public string? Cwd { get; init; }

    /// <summary>NAME=VALUE, in addition to the container's.</summary>
    public string[] Env { get; init; } = [];

    /// <summary><c>uid[:gid]</c>, or null for the container's.</summary>
    public string? User { get; init; }

    /// <summary>Groups in addition to the container's.</summary>
    public string[] AdditionalGids { get; init; } = [];

    /// <summary>Capabilities in addition to the container's.</summary>
    public string[] Capabilities { get; init; } = [];

    /// <summary>A terminal.</summary>
    public bool Tty { get; init; }

    /// <summary>Return when the process runs.</summary>
    public bool Detach { get; init; }

    /// <summary>no_new_privs, or null for the container's.</summary>
    public bool? NoNewPrivileges { get; init; }

    /// <summary>An AppArmor profile, or null for the container's.</summary>
    public string? Apparmor { get; init; }

    /// <summary>An SELinux label, or null for the container's.</summary>
    public string? ProcessLabel { get; init; }

    /// <summary>Where the pid is written, or null.</summary>
    public string? PidFile { get; init; }

    /// <summary>The socket that gets the terminal's master, or null.</summary>
    public string? ConsoleSocket { get; init; }

    /// <summary>The socket that gets the process's pidfd, or null.</summary>
    public string? PidfdSocket { get; init; }

    /// <summary>Sub-cgroups, <c>[controllers:]path</c>.</summary>
    public string[] Cgroups { get; init; } = [];

    /// <summary>Also in a paused container, where the process stays frozen until resume.</summary>
    public bool IgnorePaused { get; init; }

    /// <summary>How many descriptors from 3 on the process keeps.</summary>
    public int PreserveFds { get; init; }

    /// <summary>The absolute path of the file for what the seccomp filter refuses, or null.</summary>
    public string? SeccompReport { get; init; }
}
