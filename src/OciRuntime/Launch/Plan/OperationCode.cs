namespace OciRuntime.Launch.Plan;

/// <summary>What an <see cref="Operation"/> does; the emitting method of <see cref="LaunchPlan"/> documents its operands.</summary>
internal enum OperationCode : int
{
    None,

    // Namespaces and identity
    JoinNamespace,
    JoinProcess,
    Unshare,
    CloneAgain,
    BecomeRoot,
    NewSession,
    JoinSessionKeyring,
    EnterCgroup,
    LoopbackUp,
    SetHostname,
    SetDomainname,

    // Meeting the parent
    Sync,
    Wait,
    Ready,
    ReleaseMemory,
    AwaitStart,
    RunHook,

    // The root filesystem
    SetRootPropagation,
    AttachRootfs,
    MountFilesystem,
    AttachMount,
    BindMount,
    BindInto,
    SetMountAttributes,
    LabelFile,
    CopyUp,
    MakeDirectory,
    MakeSymlink,
    MakeDevice,
    MakeConsole,
    BindConsole,
    OwnStdio,
    EnterRootDirectory,
    EnterRoot,
    PivotRoot,
    MoveRoot,
    ChangeRoot,
    MaskPath,
    ReadonlyPath,

    // Procfs
    OpenProc,
    WriteProc,

    // The process
    SetRlimit,
    SetPersonality,
    SetScheduler,
    SetIoPriority,
    SetCpuAffinity,
    SetMemoryPolicy,
    SetUmask,
    ChangeDirectory,
    DropBoundingSet,
    KeepCapabilities,
    SetGroups,
    SetUser,
    SetCapabilities,
    RaiseAmbient,
    NoNewPrivileges,
    CloseDescriptors,
    LoadSeccomp,
    FindHome,
    FindExecutable,
    Exec,
}
