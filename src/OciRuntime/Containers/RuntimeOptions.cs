using OciRuntime.Diagnostics;
namespace OciRuntime.Containers;

/// <summary>The global options that every verb works under.</summary>
/// <param name="Root">The directory of the state directories, absolute.</param>
/// <param name="CgroupManager"><c>cgroupfs</c>, <c>systemd</c> or <c>disabled</c>.</param>
/// <param name="Rootless"><c>--rootless</c>; null: found out.</param>
/// <param name="Log">Where warnings go.</param>
internal sealed record RuntimeOptions(string Root, string CgroupManager, bool? Rootless, Log Log)
{
    /// <summary>The absolute path of the directory in which annotations may name files, or null.</summary>
    public string? AnnotationFiles { get; init; }
}

/// <summary>The options of <c>create</c>.</summary>
/// <param name="Id">The container's id.</param>
/// <param name="Bundle">The bundle's directory.</param>
/// <param name="ConfigPath">Another file than the bundle's config.json, or null.</param>
/// <param name="PidFile">Where the pid is written, or null.</param>
/// <param name="ConsoleSocket">The socket that gets the terminal's master, or null.</param>
/// <param name="PidfdSocket">The socket that gets the process's pidfd, or null.</param>
/// <param name="NoPivot">chroot(2) instead of pivot_root(2).</param>
/// <param name="NoNewKeyring">The caller's session keyring stays.</param>
/// <param name="PreserveFds">How many descriptors from 3 on the process keeps.</param>
internal sealed record CreateOptions(
    string Id,
    string Bundle,
    string? ConfigPath,
    string? PidFile,
    string? ConsoleSocket,
    string? PidfdSocket,
    bool NoPivot,
    bool NoNewKeyring,
    int PreserveFds)
{
    /// <summary>The absolute path of the file for what the seccomp filter refuses, or null.</summary>
    public string? SeccompReport { get; init; }
}

/// <summary>The options of <c>run</c>.</summary>
/// <param name="Create">Those of <c>create</c>.</param>
/// <param name="Detach">Return when the process runs.</param>
/// <param name="Keep">Keep the container when the process has ended.</param>
/// <param name="NoSubreaper">Do not become the reaper of the container's orphans.</param>
internal sealed record RunOptions(CreateOptions Create, bool Detach, bool Keep, bool NoSubreaper);
