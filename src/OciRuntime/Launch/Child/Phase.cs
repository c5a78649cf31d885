namespace OciRuntime.Launch.Child;

/// <summary>The step inside an operation that failed, usually the system call; the parent's error names it.</summary>
internal enum Phase : int
{
    /// <summary>The operation's one and only call.</summary>
    Itself,

    /// <summary>openat2(2) of the target inside the root.</summary>
    OpenTarget,

    /// <summary>openat2(2) of a target that may not lead through a symbolic link, and does.</summary>
    SymlinkedTarget,

    /// <summary>Another mount than the one that is asked for lies on the target.</summary>
    OtherMount,

    /// <summary>The target lies on procfs, where the config may not mount.</summary>
    TargetOnProc,

    /// <summary>The source of a mount on <c>/proc</c> is not procfs.</summary>
    SourceNotProc,

    /// <summary>open_tree(2) of a bind mount's source.</summary>
    OpenSource,

    /// <summary>mkdirat(2) of a missing directory of the target.</summary>
    MakeDirectory,

    /// <summary>openat2(2) with O_CREAT of a missing file target.</summary>
    MakeFile,

    /// <summary>mount(2).</summary>
    Mount,

    /// <summary>open_tree(2).</summary>
    OpenTree,

    /// <summary>move_mount(2).</summary>
    MoveMount,

    /// <summary>mount_setattr(2).</summary>
    SetAttributes,

    /// <summary>An option asks for a flag to go that the host's mount has locked.</summary>
    LockedFlags,

    /// <summary>umount2(2).</summary>
    Unmount,

    /// <summary>pivot_root(2).</summary>
    PivotRoot,

    /// <summary>chroot(2).</summary>
    ChangeRoot,

    /// <summary>fchdir(2) or chdir(2).</summary>
    ChangeDirectory,

    /// <summary>The object is not what its name says: wrong device number, type or filesystem.</summary>
    Verify,

    /// <summary>The name has a file that is not what the config says of it.</summary>
    OtherFile,

    /// <summary>mknodat(2).</summary>
    MakeNode,

    /// <summary>fchmod(2).</summary>
    ChangeMode,

    /// <summary>fchownat(2).</summary>
    ChangeOwner,

    /// <summary>symlinkat(2).</summary>
    MakeSymlink,

    /// <summary>open of the file that is written or read.</summary>
    Open,

    /// <summary>write(2).</summary>
    Write,

    /// <summary>read(2).</summary>
    Read,

    /// <summary>clone3(2).</summary>
    Clone,

    /// <summary>execve(2).</summary>
    Execute,

    /// <summary>The hook was not started or did not succeed; <see cref="SyncMessage.Hook"/> says how.</summary>
    Hook,

    /// <summary>socket, accept, sendmsg or recvmsg with the parent or the console socket.</summary>
    Socket,

    /// <summary>A terminal ioctl(2).</summary>
    Terminal,

    /// <summary>dup3(2) onto standard input, output, error.</summary>
    Duplicate,

    /// <summary>setresgid(2), setgroups(2).</summary>
    SetGroup,

    /// <summary>setresuid(2).</summary>
    SetUser,

    /// <summary>prctl(2).</summary>
    Prctl,

    /// <summary>capset(2).</summary>
    SetCapabilities,

    /// <summary>stat of the executable.</summary>
    Stat,

    /// <summary>The executable is a directory.</summary>
    IsDirectory,

    /// <summary>No directory of PATH holds the executable.</summary>
    NotInPath,

    /// <summary>The current directory is outside the container's root.</summary>
    OutsideRoot,

    /// <summary>An extended attribute.</summary>
    Xattr,

    /// <summary>close_range(2).</summary>
    CloseRange,

    /// <summary>keyctl(2) KEYCTL_DESCRIBE and KEYCTL_SETPERM.</summary>
    KeyPermissions,

    /// <summary>The supervisor of a seccomp report is gone.</summary>
    Supervisor,

    /// <summary>A parent that vanished: end of file on the sync socket.</summary>
    ParentGone,
}
