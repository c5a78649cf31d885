using System.Runtime.InteropServices;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;

namespace OciRuntime.Launch.Parent;

/// <summary>Turns the child's three integers into the sentence that explains the failure (architecture.md, Errors).</summary>
internal static unsafe class FailureText
{
    /// <summary>The error of <paramref name="failed"/>, looked up in the plan that the child was given.</summary>
    public static LaunchException Describe(LaunchPlan plan, in SyncMessage failed)
    {
        if ((uint)failed.Value >= (uint)plan.Count)
        {
            return new LaunchException($"the container process reported an unknown operation {failed.Value}");
        }
        ref Operation operation = ref plan.Operations[failed.Value];
        string? contract = ExecutableText(operation, failed.Errno, failed.Phase);
        ConfigPointer config = plan.PointerOf(failed.Value);
        if (contract is not null)
            return new LaunchException("unable to start container process: " + contract, failed.Errno) { Operation = "exec", Pointer = config.ToJsonPointer() };
        string pointer = config.ToString();
        string place = pointer.Length == 0 ? "" : $" [config: {pointer}]";
        string act = OperationText.Sentence(operation);
        string step = failed.Phase == Phase.Itself ? "" : PhaseText(failed.Phase) + ": ";
        string reason = failed.Phase switch
        {
            Phase.HookStatus => $"exit status {failed.Detail}",
            Phase.HookTimeout => $"killed after {operation.A} s",
            _ => $"{step}{Errno.Text(failed.Errno)} ({Errno.Name(failed.Errno)})",
        };
        (string verb, string? target) = Parts(act);
        return new LaunchException($"{act}: {reason}{place}", failed.Errno) { Operation = verb, Target = target, Pointer = config.ToJsonPointer() };
    }

    /// <summary>A sentence begins with the act, and has its object in the first backticks.</summary>
    private static (string Act, string? Target) Parts(string sentence)
    {
        int open = sentence.IndexOf('`');
        int close = open < 0 ? -1 : sentence.IndexOf('`', open + 1);
        return close < 0 ? (sentence, null) : (sentence[..open].TrimEnd(), sentence[(open + 1)..close]);
    }

    /// <summary>The wording of a missing or unusable program, which engines parse (client-contract.md, Output and errors, 3).</summary>
    public static string? ExecutableText(in Operation operation, int errno, Phase phase)
    {
        string name = Text(operation.Text);
        if (operation.Code == OperationCode.Exec)
        {
            byte** arguments = (byte**)operation.Data;
            return $"exec {(arguments == null ? "" : Text(arguments[0]))}: {Errno.Text(errno)}";
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
        Phase.HookExecute => "execve",
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
