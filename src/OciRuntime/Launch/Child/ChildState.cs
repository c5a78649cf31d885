namespace OciRuntime.Launch.Child;

/// <summary>
/// What the child knows beyond its plan: descriptors it opened, and where it is, for the error report.
/// </summary>
internal unsafe struct ChildState
{
    /// <summary>PATH_MAX of linux/limits.h.</summary>
    public const int PathMax = 4096;

    /// <summary>The socket to whoever waits for this process: the parent, later <c>start</c>.</summary>
    public int Sync;

    /// <summary>The container's root; -1 until the operation AttachRootfs.</summary>
    public int Root;

    /// <summary>The host's procfs; -1 until the operation OpenProc.</summary>
    public int Proc;

    /// <summary>The pty's container end; -1 without a console.</summary>
    public int Console;

    /// <summary>The empty read-only tmpfs that masked directories share; -1 until the first.</summary>
    public int EmptyDirectory;

    /// <summary>The container's verified /dev/null; -1 until a file is masked.</summary>
    public int Null;

    /// <summary>What masked paths have turned out to be.</summary>
    public MaskedPathGuess MaskedPathGuess;

    /// <summary>The directory that <see cref="CachedDirectory"/> is open at.</summary>
    public byte* CachedPath;

    /// <summary>An O_PATH descriptor of <see cref="CachedPath"/>; -1 for none.</summary>
    public int CachedDirectory;

    /// <summary>CLONE_NEW* of the namespaces joined so far.</summary>
    public ulong Joined;

    /// <summary>The old root, or a mount below it, may be in a peer group with the host's.</summary>
    public bool RootShared;

    /// <summary>The process is in its working directory.</summary>
    public bool InDirectory;

    /// <summary>The target that was opened last was not there before.</summary>
    public bool Made;

    /// <summary>
    /// The target that was opened last lies on a filesystem that cannot be procfs: the root's, or <see
    /// cref="NewTmpfs"/>.
    /// </summary>
    public bool OffProc;

    /// <summary>The procfs and the sysfs that this process mounted on <c>/proc</c> and <c>/sys</c>.</summary>
    public KernelView ProcView, SysView;

    /// <summary>The filesystem that this process mounted on <c>/dev</c>.</summary>
    public KernelView DevView;

    /// <summary>Where the last tmpfs was mounted, but for those in it: usually <c>/dev</c>; null before.</summary>
    public byte* NewTmpfs;

    /// <summary>A descriptor of that mount.</summary>
    public int NewTmpfsRoot;

    /// <summary>The umask of the caller, which the process gets unless the plan sets one.</summary>
    public uint Umask;

    /// <summary>The step that is under way.</summary>
    public Phase Phase;

    /// <summary>The index of the hook that failed.</summary>
    public int HookIndex;

    /// <summary>How the hook ended that failed.</summary>
    public HookOutcome Hook;

    /// <summary>
    /// What explains the failure to whoever waits: a memory file with a hook's output, the program that cannot be
    /// executed, or the root in which a path cannot be reached; or -1.
    /// </summary>
    public int Evidence;

    /// <summary>The index of the operation that is under way.</summary>
    public int Index;

    /// <summary>What the operation FindExecutable found, NUL-terminated.</summary>
    public fixed byte Executable[PathMax];

    /// <summary><c>HOME=…</c>, NUL-terminated.</summary>
    public fixed byte Home[PathMax];
}
