using OciRuntime.Hooks;
using OciRuntime.Hooks.Operations;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Paths;

namespace OciRuntime.Launch.Parent;

/// <summary>
/// Turns the child's three integers into the sentence that explains the failure (architecture.md, Errors).
/// </summary>
internal static unsafe class FailureText
{
    /// <summary>The error of <paramref name="failed"/>, looked up in the plan that the child was given.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="failed">What the child sent.</param>
    /// <param name="evidence">The output of a hook that failed, the program that cannot be executed, or the root in
    /// which a path cannot be reached; or null.</param>
    /// <param name="pid">The child, which still waits if there is evidence.</param>
    public static OcirunException Describe(LaunchPlan plan, in SyncMessage failed, OwnedFd? evidence, int pid)
    {
        if ((uint)failed.Value >= (uint)plan.Count)
        {
            return new LaunchException($"the container process reported an unknown operation {failed.Value}");
        }
        ChildFailure failure = new(failed.Errno, failed.Phase);
        Explanation explanation = plan.Explain(failed.Value, failure);
        if (failed.Phase == Phase.Hook) return HookFailure(plan, failed, evidence);
        string pointer = plan.PointerOf(failed.Value).ToString();
        if (explanation.Contract is { } contract)
        {
            LaunchException program = ExecFailure(contract, explanation.Target ?? "", failed.Errno, pointer);
            int cause = failed.Phase == Phase.NotInPath ? Errno.EACCES : failed.Errno;
            program.Hint = ExecutableDiagnosis.Explain(cause, evidence?.Fd ?? -1, pid);
            if (failed.Phase == Phase.NotInPath && program.Hint is { } why) program.Hint = "one is there: " + why;
            return program;
        }
        string step = failed.Phase == Phase.Itself ? "" : PhaseText(failed.Phase) + ": ";
        string beginning = explanation.Beginning ?? explanation.Act;
        return new LaunchException($"{beginning}: {step}{Errno.Describe(failed.Errno)} ({Errno.Name(failed.Errno)})")
        {
            Operation = explanation.Operation,
            Target = explanation.Target,
            Errno = failed.Errno,
            Pointer = pointer,
            Hint = explanation.Hint ?? ExplainPath(explanation.InRoot, failed, evidence),
        };
    }

    /// <summary>Which part of a path in the container is the reason, if the child has kept its root.</summary>
    private static string? ExplainPath(string? path, in SyncMessage failed, OwnedFd? evidence) =>
        path is null || evidence is null || failed.Phase is not (Phase.OpenTarget or Phase.ChangeDirectory)
            ? null
            : RootPathDiagnosis.Explain(evidence.Fd, path, failed.Errno);

    private static HookException HookFailure(LaunchPlan plan, in SyncMessage failed, OwnedFd? evidence)
    {
        RunHook* hook = plan.OperandsOf<RunHook>(failed.Value);
        // Safe: only this operation reports the phase of a hook.
        return new HookException(hook->Kind, failed.HookIndex, hook->Path, failed.Hook, evidence?.Fd ?? -1);
    }

    /// <summary>
    /// The failure of a program that cannot be executed, in the words that engines parse; they end with the reason.
    /// </summary>
    public static LaunchException ExecFailure(string contract, string program, int errno, string pointer) =>
        new("unable to start container process: " + contract)
        {
            Operation = "exec",
            Target = program,
            Errno = errno,
            Pointer = pointer,
            PointerInText = false,
        };

    private static string PhaseText(Phase phase) => phase switch
    {
        Phase.OpenSource => "open the source",
        Phase.OpenTarget => "open the target",
        Phase.SymlinkedTarget =>
            "it must be mounted on ordinary directory, and the target leads through a symbolic link",
        Phase.OtherMount => "another mount lies there",
        Phase.TargetOnProc => "the target lies on procfs",
        Phase.SourceNotProc => "it is not procfs, the only one that can be mounted on /proc",
        Phase.MakeDirectory => "mkdirat",
        Phase.MakeFile => "make the file",
        Phase.Mount => "mount",
        Phase.OpenTree => "open_tree",
        Phase.MoveMount => "move_mount",
        Phase.SetAttributes => "mount_setattr",
        Phase.LockedFlags => "the options would clear flags of the host's mount, which a user namespace may not",
        Phase.Unmount => "umount2",
        Phase.PivotRoot => "pivot_root",
        Phase.ChangeRoot => "chroot",
        Phase.ChangeDirectory => "chdir",
        Phase.Verify => "not the kernel's own",
        Phase.OtherFile => "another file has this name",
        Phase.MakeNode => "mknodat",
        Phase.ChangeOwner => "fchownat",
        Phase.ChangeMode => "fchmod",
        Phase.MakeSymlink => "symlinkat",
        Phase.Open => "open",
        Phase.Write => "write",
        Phase.Read => "read",
        Phase.Clone => "clone3",
        Phase.Execute => "execve",
        Phase.Socket => "socket",
        Phase.Supervisor => "tell the supervisor of the seccomp report",
        Phase.Terminal => "ioctl",
        Phase.Duplicate => "dup3",
        Phase.SetGroup => "setresgid",
        Phase.SetUser => "setresuid",
        Phase.Prctl => "prctl",
        Phase.SetCapabilities => "capset",
        Phase.Stat => "stat",
        Phase.OutsideRoot => "the current directory is outside the container's root",
        Phase.Xattr => "extended attribute",
        Phase.CloseRange => "close_range",
        Phase.KeyPermissions => "make the keyring searchable",
        Phase.ParentGone => "protocol",
        _ => "step",
    };
}
