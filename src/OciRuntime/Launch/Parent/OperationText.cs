using System.Runtime.InteropServices;
using OciRuntime.Launch.Plan;
namespace OciRuntime.Launch.Parent;

/// <summary>One operation as the beginning of an error sentence: the act and its object.</summary>
internal static unsafe class OperationText
{
    /// <summary>What <paramref name="o"/> does, with every argument that explains it.</summary>
    public static string Sentence(in Operation o) => o.Code switch
    {
        OperationCode.JoinNamespace => $"join namespace `{Text(o.Text)}`",
        OperationCode.JoinProcess => "join the container's namespaces",
        OperationCode.Unshare => "unshare namespaces",
        OperationCode.CloneAgain => "clone into the new namespaces",
        OperationCode.BecomeRoot => "become root of the user namespace",
        OperationCode.NewSession => "start a session",
        OperationCode.JoinSessionKeyring => $"join session keyring `{Text(o.Text)}`",
        OperationCode.EnterCgroup => $"write `0` to `{Text(o.Text)}`",
        OperationCode.LoopbackUp => "bring the loopback device up",
        OperationCode.SetHostname => $"set hostname `{Text(o.Text)}`",
        OperationCode.SetDomainname => $"set domainname `{Text(o.Text)}`",
        OperationCode.RunHook => $"run {Text(o.Text)} hook `{Text(o.Path)}`",
        OperationCode.SetRootPropagation => "set the propagation of `/`",
        OperationCode.AttachRootfs => $"mount rootfs `{Text(o.Path)}`",
        OperationCode.MountFilesystem => $"mount `{Text(o.Source)}` ({Text(o.Text)}) on `{Target(o)}`",
        OperationCode.BindMount => $"mount `{Text(o.Source)}` on `{Target(o)}`",
        OperationCode.BindInto => $"mount `{Text(o.Source)}` on `{Target(o)}/{Text(o.Text)}`",
        OperationCode.AttachMount => $"mount `{Text(o.Source)}` on `{Target(o)}`",
        OperationCode.SetMountAttributes => $"set attributes of the mount on `{Target(o)}`",
        OperationCode.LabelFile => $"label `{Target(o)}` with `{Text(o.Text)}`",
        OperationCode.MakeDirectory => $"make directory `{Target(o)}`",
        OperationCode.MakeSymlink => $"make symlink `{Target(o)}/{Text(o.Text)}` to `{Text(o.Source)}`",
        OperationCode.MakeDevice => $"make device `{Target(o)}/{Text(o.Text)}`",
        OperationCode.MakeConsole => "make the terminal",
        OperationCode.BindConsole => "bind the terminal on `/dev/console`",
        OperationCode.OwnStdio => "reopen standard streams on the container's `/dev/null`",
        OperationCode.EnterRootDirectory => "go to the container's root",
        OperationCode.EnterRoot => "enter the container's root",
        OperationCode.PivotRoot => "change the root",
        OperationCode.MoveRoot => "move the root",
        OperationCode.ChangeRoot => "change the root",
        OperationCode.MaskPath => $"mask `{Target(o)}`",
        OperationCode.ReadonlyPath => $"make `{Target(o)}` read-only",
        OperationCode.OpenProc => "open `/proc`",
        OperationCode.WriteProc => $"write `{Text(o.Text)}` to `/proc/{Text(o.Path)}`",
        OperationCode.SetRlimit => $"set rlimit `{Text(o.Text)}` to {o.X}:{o.Y}",
        OperationCode.SetPersonality => $"set personality `{o.X:x}`",
        OperationCode.SetScheduler => "set the scheduler",
        OperationCode.SetIoPriority => $"set io priority {o.A}",
        OperationCode.SetCpuAffinity => "set the cpu affinity",
        OperationCode.SetMemoryPolicy => "set the memory policy",
        OperationCode.ChangeDirectory => $"chdir to cwd (\"{Text(o.Path)}\") set in config.json failed",
        OperationCode.DropBoundingSet => "drop capabilities from the bounding set",
        OperationCode.KeepCapabilities => "keep capabilities",
        OperationCode.SetGroups => "set additional groups",
        OperationCode.SetUser => $"become user {(uint)o.A}:{(uint)o.B}",
        OperationCode.SetCapabilities => "set capabilities",
        OperationCode.RaiseAmbient => "raise ambient capabilities",
        OperationCode.NoNewPrivileges => "set no_new_privs",
        OperationCode.CloseDescriptors => "close leaked descriptors",
        OperationCode.LoadSeccomp => "load the seccomp filter",
        OperationCode.SetUmask => "set the umask",
        OperationCode.FindExecutable => "find the program",
        OperationCode.Sync or OperationCode.Wait => $"wait for the parent ({(SyncPoint)o.A})",
        OperationCode.Ready => "say that all is ready",
        OperationCode.ReleaseMemory => "give memory back",
        OperationCode.FindHome => "find the home directory",
        _ => o.Code.ToString(),
    };

    private static string Target(in Operation o)
    {
        string path = Text(o.Path);
        return path.StartsWith('/') ? path : "/" + path;
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
