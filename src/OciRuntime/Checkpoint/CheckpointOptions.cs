namespace OciRuntime.Checkpoint;

/// <summary>The options that <c>checkpoint</c> and <c>restore</c> have in common, runc's.</summary>
internal sealed class CheckpointOptions
{
    /// <summary>The container's id.</summary>
    public required string Id { get; init; }

    /// <summary>The directory of the images, absolute.</summary>
    public required string ImagePath { get; init; }

    /// <summary>The directory of criu's log, absolute; null: that of the images.</summary>
    public string? WorkPath { get; init; }

    /// <summary>The earlier images, relative to those of now; null without.</summary>
    public string? ParentPath { get; init; }

    /// <summary>checkpoint: the container goes on.</summary>
    public bool LeaveRunning { get; init; }

    /// <summary>checkpoint: only memory is written, and the container goes on.</summary>
    public bool PreDump { get; init; }

    /// <summary>TCP connections are kept.</summary>
    public bool TcpEstablished { get; init; }

    /// <summary>checkpoint: TCP connections that are being made are left out.</summary>
    public bool TcpSkipInFlight { get; init; }

    /// <summary>checkpoint: unlinked files may be linked again for a while.</summary>
    public bool LinkRemap { get; init; }

    /// <summary>Unix sockets may lead out of the container.</summary>
    public bool ExtUnixSk { get; init; }

    /// <summary>The container's terminal is the caller's.</summary>
    public bool ShellJob { get; init; }

    /// <summary>File locks are kept.</summary>
    public bool FileLocks { get; init; }

    /// <summary>Pages that a parent image has are removed there.</summary>
    public bool AutoDedup { get; init; }

    /// <summary>Memory is brought when it is touched.</summary>
    public bool LazyPages { get; init; }

    /// <summary>A descriptor that gets a NUL when memory can be asked for; -1 for none.</summary>
    public int StatusFd { get; init; } = -1;

    /// <summary>checkpoint: where memory is sent; null: to the images.</summary>
    public (string Address, int Port)? PageServer { get; init; }

    /// <summary>
    /// What criu does with cgroups: <c>soft</c>, <c>full</c>, <c>strict</c>, <c>ignore</c>, or null for its own choice.
    /// </summary>
    public string? ManageCgroupsMode { get; init; }

    /// <summary>restore: <c>TYPE:NAME</c> in place of the profile of the dump.</summary>
    public string? LsmProfile { get; init; }

    /// <summary>restore: the SELinux context of the mounts in place of that of the dump.</summary>
    public string? LsmMountContext { get; init; }
}
