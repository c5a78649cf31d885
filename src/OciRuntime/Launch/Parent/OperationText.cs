using System.Runtime.InteropServices;
using OciRuntime.Launch.Plan;
namespace OciRuntime.Launch.Parent;

/// <summary>One operation as the beginning of an error sentence: the act and its object.</summary>
internal static unsafe class OperationText
{
    /// <summary>What <paramref name="o"/> does, with every argument that explains it.</summary>
    public static OperationAct Act(in Operation o) => o.Code switch
    {
        OperationCode.JoinNamespace => new("join namespace", Text(o.Text)),
        OperationCode.JoinProcess => new("join the container's namespaces"),
        OperationCode.Unshare => new("unshare namespaces"),
        OperationCode.CloneAgain => new("clone into the new namespaces"),
        OperationCode.BecomeRoot => new("become root of the user namespace"),
        OperationCode.NewSession => new("start a session"),
        OperationCode.JoinSessionKeyring => new("join session keyring", Text(o.Text)),
        OperationCode.EnterCgroup => new("write `0` to", Text(o.Text)),
        OperationCode.LoopbackUp => new("bring the loopback device up"),
        OperationCode.SetHostname => new("set hostname", Text(o.Text)),
        OperationCode.SetDomainname => new("set domainname", Text(o.Text)),
        OperationCode.RunHook => new($"run {Text(o.Text)} hook", Text(o.Path)),
        OperationCode.SetRootPropagation => new("set the propagation of", "/"),
        OperationCode.AttachRootfs => new("mount rootfs", Text(o.Path)),
        OperationCode.MountFilesystem => new("mount", Text(o.Source), $" ({Text(o.Text)}) on `{Target(o)}`"),
        OperationCode.BindMount => new("mount", Text(o.Source), $" on `{Target(o)}`"),
        OperationCode.BindInto => new("mount", Text(o.Source), $" on `{Target(o)}/{Text(o.Text)}`"),
        OperationCode.AttachMount => new("mount", Text(o.Source), $" on `{Target(o)}`"),
        OperationCode.SetMountAttributes => new("set attributes of the mount on", Target(o)),
        OperationCode.LabelFile => new("label", Target(o), $" with `{Text(o.Text)}`"),
        OperationCode.MakeDirectory => new("make directory", Target(o)),
        OperationCode.MakeSymlink => new("make symlink", $"{Target(o)}/{Text(o.Text)}", $" to `{Text(o.Source)}`"),
        OperationCode.MakeDevice => new("make device", $"{Target(o)}/{Text(o.Text)}"),
        OperationCode.MakeConsole => new("make the terminal"),
        OperationCode.BindConsole => new("bind the terminal on", "/dev/console"),
        OperationCode.OwnStdio => new("reopen standard streams on the container's", "/dev/null"),
        OperationCode.EnterRootDirectory => new("go to the container's root"),
        OperationCode.EnterRoot => new("enter the container's root"),
        OperationCode.PivotRoot => new("change the root"),
        OperationCode.MoveRoot => new("move the root"),
        OperationCode.ChangeRoot => new("change the root"),
        OperationCode.MaskPath => new("mask", Target(o)),
        OperationCode.ReadonlyPath => new("make", Target(o), " read-only"),
        OperationCode.OpenProc => new("open", "/proc"),
        OperationCode.WriteProc => new($"write `{Text(o.Text)}` to", "/proc/" + Text(o.Path)),
        OperationCode.SetRlimit => new("set rlimit", Text(o.Text), $" to {o.X}:{o.Y}"),
        OperationCode.SetPersonality => new($"set personality `{o.X:x}`"),
        OperationCode.SetScheduler => new("set the scheduler"),
        OperationCode.SetIoPriority => new($"set io priority {o.A}"),
        OperationCode.SetCpuAffinity => new("set the cpu affinity"),
        OperationCode.SetMemoryPolicy => new("set the memory policy"),
        OperationCode.ChangeDirectory => new("chdir", Text(o.Path)) { Sentence = $"chdir to cwd (\"{Text(o.Path)}\") set in config.json failed" },
        OperationCode.DropBoundingSet => new("drop capabilities from the bounding set"),
        OperationCode.KeepCapabilities => new("keep capabilities"),
        OperationCode.SetGroups => new("set additional groups"),
        OperationCode.SetUser => new($"become user {(uint)o.A}:{(uint)o.B}"),
        OperationCode.SetCapabilities => new("set capabilities"),
        OperationCode.RaiseAmbient => new("raise ambient capabilities"),
        OperationCode.NoNewPrivileges => new("set no_new_privs"),
        OperationCode.CloseDescriptors => new("close leaked descriptors"),
        OperationCode.LoadSeccomp => new("load the seccomp filter"),
        OperationCode.SetUmask => new("set the umask"),
        OperationCode.FindExecutable => new("find the program"),
        OperationCode.Sync or OperationCode.Wait => new($"wait for the parent ({(SyncPoint)o.A})"),
        OperationCode.Ready => new("say that all is ready"),
        OperationCode.ReleaseMemory => new("give memory back"),
        OperationCode.FindHome => new("find the home directory"),
        _ => new(o.Code.ToString()),
    };

    private static string Target(in Operation o)
    {
        string path = Text(o.Path);
        return path.StartsWith('/') ? path : "/" + path;
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
