using System.Collections.Generic;

using OciRuntime.Native;
namespace OciRuntime.Checkpoint;

/// <summary>
/// What is asked of criu: its message <c>criu_opts</c>, images/rpc.proto of criu; the names are that file's.
/// </summary>
internal sealed class CriuOptions
{
    /// <summary>A descriptor of the directory of the images, in this process.</summary>
    public required int ImagesDirFd { get; init; }

    /// <summary>A descriptor of the directory of the log, in this process; null: that of the images.</summary>
    public int? WorkDirFd { get; init; }

    /// <summary>The log file's name in that directory.</summary>
    public required string LogFile { get; init; }

    /// <summary>The root of what is dumped, and the mount point that restored processes get as theirs.</summary>
    public required string Root { get; init; }

    /// <summary>The process that is dumped with all its descendants; null for restore.</summary>
    public int? Pid { get; init; }

    /// <summary>The processes go on after the dump.</summary>
    public bool LeaveRunning { get; init; }

    /// <summary>Unix sockets may lead out of the container.</summary>
    public bool ExtUnixSk { get; init; }

    /// <summary>TCP connections are kept.</summary>
    public bool TcpEstablished { get; init; }

    /// <summary>TCP connections that are being made are left out.</summary>
    public bool TcpSkipInFlight { get; init; }

    /// <summary>The container's session and terminal are the caller's.</summary>
    public bool ShellJob { get; init; }

    /// <summary>File locks are kept.</summary>
    public bool FileLocks { get; init; }

    /// <summary>Unlinked files may be linked again for a while.</summary>
    public bool LinkRemap { get; init; }

    /// <summary>Pages that a parent image has are removed there.</summary>
    public bool AutoDedup { get; init; }

    /// <summary>Memory is brought when it is touched, userfaultfd(2).</summary>
    public bool LazyPages { get; init; }

    /// <summary>Restored processes are children of this process, and devices may have other numbers.</summary>
    public bool RestoreAsSibling { get; init; }

    /// <summary>The earlier images, relative to the directory of the images; null without.</summary>
    public string? ParentImg { get; init; }

    /// <summary>CLONE_NEW* of the namespaces that are made but not filled.</summary>
    public ulong EmptyNs { get; init; }

    /// <summary><c>manage_cgroups_mode</c>.</summary>
    public CriuCgroupMode ManageCgroupsMode { get; init; } = CriuCgroupMode.Default;

    /// <summary>
    /// The cgroup that is frozen while the processes are dumped; null: each is stopped with ptrace(2).
    /// </summary>
    public string? FreezeCgroup { get; init; }

    /// <summary>criu's own configuration file; null without.</summary>
    public string? ConfigFile { get; init; }

    /// <summary><c>TYPE:NAME</c>; null: as dumped.</summary>
    public string? LsmProfile { get; init; }

    /// <summary>The SELinux context of the mounts; null: as dumped.</summary>
    public string? LsmMountContext { get; init; }

    /// <summary>The page server; null without.</summary>
    public (string Address, int Port)? PageServer { get; init; }

    /// <summary>
    /// Mounts that come from outside: at a dump both are the place in the container, at a restore the second is the
    /// source.
    /// </summary>
    public List<(string Key, string Value)> ExtMnt { get; } = [];

    /// <summary>Objects that come from outside.</summary>
    public List<string> External { get; } = [];

    /// <summary>Descriptors of the criu process that take the place of objects that came from outside.</summary>
    public List<(string Key, int Descriptor)> InheritFd { get; } = [];

    /// <summary>Namespaces to join: <c>ipc</c> and its file.</summary>
    public List<(string Type, string File)> JoinNs { get; } = [];

    /// <summary>Where the cgroups of the images are to lie now, by controller.</summary>
    public List<(string Controller, string Path)> CgRoot { get; } = [];

    /// <summary>The mode of <c>--manage-cgroups-mode</c>; null is criu's own choice.</summary>
    /// <exception cref="CriuException">There is no such mode.</exception>
    public static CriuCgroupMode CgroupMode(string? name) => name switch
    {
        null => CriuCgroupMode.Default,
        "soft" => CriuCgroupMode.Soft,
        "full" => CriuCgroupMode.Full,
        "strict" => CriuCgroupMode.Strict,
        "ignore" => CriuCgroupMode.Ignore,
        _ => throw new OcirunException(
            $"invalid manage-cgroups-mode `{name}`: not soft, full, strict or ignore",
            FailureCodes.Usage
        ),
    };

    /// <summary>The message; the numbers are the fields' in rpc.proto.</summary>
    public ProtoWriter Write()
    {
        ProtoWriter to = new();
        to.Number(1, ImagesDirFd);
        if (Pid is int pid) to.Number(2, pid);
        to.Flag(3, LeaveRunning);
        to.Flag(4, ExtUnixSk);
        to.Flag(5, TcpEstablished);
        if (RestoreAsSibling) to.Flag(6, true); // evasive_devices
        to.Flag(7, ShellJob);
        to.Flag(8, FileLocks);
        to.Number(9, 4); // log_level: all messages, in criu's log only
        to.String(10, LogFile);
        if (PageServer is { } server) to.Message(11, Pair((1, server.Address), server.Port));
        to.Flag(12, true); // notify_scripts
        to.String(13, Root);
        to.String(14, ParentImg);
        if (ParentImg is not null && Pid is not null) to.Flag(15, true); // track_mem
        to.Flag(16, AutoDedup);
        if (WorkDirFd is int work) to.Number(17, work);
        to.Flag(18, LinkRemap);
        foreach ((string key, string value) in ExtMnt) to.Message(23, Pair(key, value));
        to.Flag(24, true); // manage_cgroups
        foreach ((string controller, string path) in CgRoot) to.Message(25, Pair(controller, path));
        if (RestoreAsSibling) to.Flag(26, true);
        foreach ((string key, int descriptor) in InheritFd) to.Message(27, Pair((1, key), descriptor));
        to.Number(34, (int)ManageCgroupsMode);
        foreach (string external in External) to.String(37, external);
        to.Number(38, (long)EmptyNs);
        foreach ((string type, string file) in JoinNs) to.Message(39, Pair(type, file));
        to.String(44, FreezeCgroup);
        to.Flag(46, TcpSkipInFlight);
        to.Flag(48, LazyPages);
        to.Flag(50, true); // orphan_pts_master: a terminal's other end is the caller's
        to.String(51, ConfigFile);
        to.String(53, LsmProfile);
        to.String(63, LsmMountContext);
        return to;
    }

    private static ProtoWriter Pair(string first, string second)
    {
        ProtoWriter pair = new();
        pair.String(1, first);
        pair.String(2, second);
        return pair;
    }

    private static ProtoWriter Pair((int Field, string Text) first, int second)
    {
        ProtoWriter pair = new();
        pair.String(first.Field, first.Text);
        pair.Number(2, second);
        return pair;
    }
}

/// <summary><c>criu_cg_mode</c>.</summary>
internal enum CriuCgroupMode
{
    /// <summary>Nothing of cgroups.</summary>
    Ignore = 0,

    /// <summary>Missing ones are made, with their properties.</summary>
    Soft = 3,

    /// <summary>All are made, with their properties.</summary>
    Full = 4,

    /// <summary>None may be there before.</summary>
    Strict = 5,

    /// <summary>criu's own choice.</summary>
    Default = 6,
}
