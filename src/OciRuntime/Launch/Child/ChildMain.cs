using OciRuntime.Launch.Plan;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>
/// The process after clone3(2): one loop over the plan. Everything in this folder runs in a copy of a runtime whose
/// other threads are gone, so it allocates no managed object, throws nothing and initialises no static
/// (docs/adr/0001); <c>make check-child</c> proves it on the built binary.
/// </summary>
internal static unsafe partial class ChildMain
{
    /// <summary>Executes <paramref name="operations"/> and never returns.</summary>
    /// <param name="operations">The plan, in memory that the child inherited.</param>
    /// <param name="count">How many operations there are.</param>
    /// <param name="times">Where the beginning of each operation is noted, in nanoseconds; or null.</param>
    /// <param name="sync">The child's end of the socket pair with the parent.</param>
    /// <param name="parentEnd">The parent's end, closed here so that its death is seen as an end of file.</param>
    /// <param name="ignored">The signals that this process ignores: .NET's SIGPIPE, and the caller's.</param>
    public static void Run(Operation* operations, int count, long* times, int sync, int parentEnd, ulong ignored)
    {
        close(parentEnd);
        ChildState state;
        state.Sync = sync;
        state.Evidence = state.Root = state.Proc = state.Console = state.EmptyDirectory = state.Null = state.CachedDirectory = -1;
        state.CachedPath = state.Fresh = null;
        state.ProcView = state.SysView = new KernelView { Root = -1 };
        state.Joined = 0;
        state.HookIndex = 0;
        state.Hook = default;
        state.RootShared = state.InDirectory = state.Made = state.OffProc = false;
        state.Executable[0] = 0;
        state.Umask = umask(0);
        SignalActions.Reset(ignored);
        for (int i = 0; i < count; i++)
        {
            state.Index = i;
            if (times != null) times[i] = Now();
            state.Phase = Phase.Itself;
            int error = Execute(&operations[i], &state);
            if (error != 0) Fail(&state, error);
        }
        sys_exit_group(0);
    }

    /// <summary>CLOCK_MONOTONIC in nanoseconds, clock_gettime(2).</summary>
    private static long Now()
    {
        timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        return (now.tv_sec * 1_000_000_000) + now.tv_nsec;
    }

    /// <summary>Tells whoever waits which operation failed, and ends.</summary>
    private static void Fail(ChildState* state, int error)
    {
        SyncMessage message = default;
        message.Point = SyncPoint.Failed;
        message.Value = state->Index;
        message.Errno = error;
        message.Phase = state->Phase;
        message.HookIndex = state->HookIndex;
        message.Hook = state->Hook;
        bool sent = state->Evidence != -1 && SendDescriptor(state->Sync, state->Evidence, &message, sizeof(SyncMessage)) == 0;
        // If the descriptor cannot travel, the message does.
        if (!sent) send(state->Sync, &message, (nuint)sizeof(SyncMessage), MSG_NOSIGNAL);
        // Whoever looks at the evidence looks for interpreters below this process's root; it closes the connection or kills.
        else AwaitEnd(state->Sync);
        sys_exit_group(1);
    }

    private static int Execute(Operation* o, ChildState* s) => o->Code switch
    {
        OperationCode.JoinNamespace => JoinNamespace(o, s),
        OperationCode.JoinProcess => JoinProcess(o),
        OperationCode.Unshare => Check(unshare((int)o->X)),
        OperationCode.CloneAgain => CloneAgain(o, s),
        OperationCode.BecomeRoot => BecomeRoot(s),
        OperationCode.NewSession => Check(setsid()),
        OperationCode.JoinSessionKeyring => JoinSessionKeyring(o, s),
        OperationCode.EnterCgroup => EnterCgroup(o, s),
        OperationCode.LoopbackUp => LoopbackUp(s),
        OperationCode.SetHostname => Check(sethostname(o->Text, (nuint)o->A)),
        OperationCode.SetDomainname => Check(setdomainname(o->Text, (nuint)o->A)),
        OperationCode.Sync => Sync(o, s),
        OperationCode.Wait => Wait((SyncPoint)o->A, s),
        OperationCode.Ready => Ready(s),
        OperationCode.ReleaseMemory => ReleaseMemory(o),
        OperationCode.AwaitStart => AwaitStart(o, s),
        OperationCode.RunHook => RunHook(o, s),
        OperationCode.SetRootPropagation => SetRootPropagation(o, s),
        OperationCode.AttachRootfs => AttachRootfs(o, s),
        OperationCode.MountFilesystem => MountFilesystem(o, s),
        OperationCode.BindMount => BindMount(o, s),
        OperationCode.AttachMount => AttachMount(o, s),
        OperationCode.SetMountAttributes => SetMountAttributes(o, s),
        OperationCode.LabelFile => LabelFile(o, s),
        OperationCode.MakeDirectory => MakeDirectory(o, s),
        OperationCode.BindInto => BindInto(o, s),
        OperationCode.MakeSymlink => MakeSymlink(o, s),
        OperationCode.MakeDevice => MakeDevice(o, s),
        OperationCode.MakeConsole => MakeConsole(o, s),
        OperationCode.BindConsole => BindConsole(s),
        OperationCode.OwnStdio => OwnStdio(o, s),
        OperationCode.EnterRootDirectory => Check(fchdir(s->Root)),
        OperationCode.EnterRoot => EnterRoot(o, s),
        OperationCode.PivotRoot => PivotRoot(s),
        OperationCode.MoveRoot => MoveRoot(o, s),
        OperationCode.ChangeRoot => ChangeRoot(s),
        OperationCode.MaskPath => MaskPath(o, s),
        OperationCode.ReadonlyPath => ReadonlyPath(o, s),
        OperationCode.OpenProc => HoldProc(o, s),
        OperationCode.WriteProc => WriteProc(o, s),
        _ => ExecuteProcess(o, s),
    };

    private static int ExecuteProcess(Operation* o, ChildState* s) => o->Code switch
    {
        OperationCode.SetRlimit => SetRlimit(o),
        OperationCode.SetPersonality => Check(personality((nuint)o->X)),
        OperationCode.SetScheduler => Check(sched_setattr(0, (sched_attr*)o->Data, 0)),
        OperationCode.SetIoPriority => Check(ioprio_set(IOPRIO_WHO_PROCESS, 0, o->A)),
        OperationCode.SetCpuAffinity => SetCpuAffinity(o),
        OperationCode.SetMemoryPolicy => Check((int)set_mempolicy(o->A, (nuint*)o->Data, (nuint)o->B)),
        OperationCode.SetUmask => SetUmask(o, s),
        OperationCode.ChangeDirectory => ChangeDirectory(o, s),
        OperationCode.DropBoundingSet => DropBoundingSet(o),
        OperationCode.KeepCapabilities => Check(prctl(PR_SET_KEEPCAPS, (nuint)o->A, 0, 0, 0)),
        OperationCode.SetGroups => Check(sys_setgroups(o->A, (uint*)o->Data)),
        OperationCode.SetUser => SetUser(o, s),
        OperationCode.SetCapabilities => SetCapabilities(o),
        OperationCode.RaiseAmbient => RaiseAmbient(o),
        OperationCode.NoNewPrivileges => Check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)),
        OperationCode.CloseDescriptors => CloseDescriptors(o, s),
        OperationCode.LoadSeccomp => LoadSeccomp(o, s),
        OperationCode.FindHome => FindHome(o, s),
        OperationCode.FindExecutable => FindExecutable(o, s),
        OperationCode.Exec => Exec(o, s),
        _ => OciRuntime.Native.Errno.ENOSYS,
    };

    /// <summary>The errno of a call that returned -1, else 0.</summary>
    private static int Check(int result) => result == -1 ? errno : 0;

    /// <summary>The same, and the step that the call belongs to.</summary>
    private static int Check(int result, Phase phase, ChildState* state)
    {
        if (result != -1) return 0;
        int error = errno;
        state->Phase = phase;
        return error;
    }
}
