using System.Runtime.InteropServices;
using OciRuntime.Hooks;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Paths;

namespace OciRuntime.Launch.Parent;

/// <summary>Turns the child's three integers into the sentence that explains the failure (architecture.md, Errors).</summary>
internal static unsafe class FailureText
{
    /// <summary>The error of <paramref name="failed"/>, looked up in the plan that the child was given.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="failed">What the child sent.</param>
    /// <param name="evidence">The output of a hook that failed, or the program that cannot be executed; or null.</param>
    /// <param name="pid">The child, which still waits if there is evidence.</param>
    public static OcirunException Describe(LaunchPlan plan, in SyncMessage failed, OwnedFd? evidence, int pid)
    {
        if ((uint)failed.Value >= (uint)plan.Count)
        {
            return new LaunchException($"the container process reported an unknown operation {failed.Value}");
        }
        ref Operation operation = ref plan.Operations[failed.Value];
        if (failed.Phase == Phase.Hook) return new HookException(Text(operation.Text), failed.HookIndex, Text(operation.Path), failed.Hook, evidence?.Fd ?? -1);
        string pointer = plan.PointerOf(failed.Value).ToString();
        if (ExecutableText(operation, failed.Errno, failed.Phase) is { } contract)
        {
            LaunchException failure = ExecFailure(contract, Program(operation), failed.Errno, pointer);
            int cause = failed.Phase == Phase.NotInPath ? Errno.EACCES : failed.Errno;
            failure.Hint = ExecutableDiagnosis.Explain(cause, evidence?.Fd ?? -1, pid);
            if (failed.Phase == Phase.NotInPath && failure.Hint is { } why) failure.Hint = "one is there: " + why;
            return failure;
        }
        OperationAct act = OperationText.Act(operation);
        string step = failed.Phase == Phase.Itself ? "" : PhaseText(failed.Phase) + ": ";
        return new LaunchException($"{act}: {step}{Errno.Text(failed.Errno)} ({Errno.Name(failed.Errno)})")
        {
            Operation = act.Operation,
            Target = act.Target,
            Errno = failed.Errno,
            Pointer = pointer,
            Hint = Explain(operation, failed),
        };
    }

    /// <summary>The cause of a failure whose errno has many, if it is found.</summary>
    private static string? Explain(in Operation operation, in SyncMessage failed)
    {
        if (failed.Phase == Phase.OpenSource) return PathDiagnosis.Explain(Text(operation.Source), failed.Errno);
        if (operation.Code == OperationCode.Unshare) return NamespaceDiagnosis.Explain(operation.X, failed.Errno);
        return operation.Code == OperationCode.MountFilesystem && failed.Phase == Phase.Mount
            ? MountDiagnosis.Explain(Text(operation.Text), Text((byte*)operation.Data), failed.Errno)
            : null;
    }

    /// <summary>The failure of a program that cannot be executed, in the words that engines parse; they end with the reason.</summary>
    public static LaunchException ExecFailure(string contract, string program, int errno, string pointer) =>
        new("unable to start container process: " + contract) { Operation = "exec", Target = program, Errno = errno, Pointer = pointer, PointerInText = false };

    private static string Program(in Operation operation)
    {
        if (operation.Code == OperationCode.FindExecutable) return Text(operation.Text);
        byte** arguments = (byte**)operation.Data;
        return arguments == null ? "" : Text(arguments[0]);
    }

    /// <summary>The wording of a missing or unusable program, which engines parse (client-contract.md, Output and errors, 3).</summary>
    public static string? ExecutableText(in Operation operation, int errno, Phase phase)
    {
        string name = Text(operation.Text);
        if (operation.Code == OperationCode.Exec)
        {
            return $"exec {Program(operation)}: {Errno.Text(errno)}";
        }
        if (operation.Code != OperationCode.FindExecutable) return null;
        return phase switch
        {
            Phase.NotInPath => $"exec: \"{name}\": executable file not found in $PATH",
            // Docker up to 20.10 makes exit status 126 of "permission denied", later ones of "is a directory"
            Phase.IsDirectory => $"exec: \"{name}\": is a directory: permission denied",
            Phase.Stat => $"exec: \"{name}\": stat {name}: {Errno.Text(errno)}",
            _ => $"exec: \"{name}\": {Errno.Text(errno)}",
        };
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private static string PhaseText(Phase phase) => phase switch
    {
        Phase.OpenSource => "open the source",
        Phase.OpenTarget => "open the target",
        Phase.SymlinkedTarget => "the target leads through a symbolic link",
        Phase.TargetOnProc => "the target lies on procfs",
        Phase.MakeDirectory => "mkdirat",
        Phase.MakeFile => "make the file",
        Phase.Mount => "mount",
        Phase.OpenTree => "open_tree",
        Phase.MoveMount => "move_mount",
        Phase.SetAttributes => "mount_setattr",
        Phase.Unmount => "umount2",
        Phase.PivotRoot => "pivot_root",
        Phase.ChangeRoot => "chroot",
        Phase.ChangeDirectory => "chdir",
        Phase.Verify => "not the kernel's own",
        Phase.MakeNode => "mknodat",
        Phase.ChangeOwner => "fchownat",
        Phase.MakeSymlink => "symlinkat",
        Phase.Open => "open",
        Phase.Write => "write",
        Phase.Read => "read",
        Phase.Clone => "clone3",
        Phase.Execute => "execve",
        Phase.Socket => "socket",
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
