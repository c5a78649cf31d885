using System.Runtime.CompilerServices;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes.Operations;

/// <summary>chdir(2), then proof that the directory lies inside the root.</summary>
internal unsafe struct ChangeDirectory : IOperation<ChangeDirectory>
{
    /// <summary>process.cwd.</summary>
    public required ChildString Path;

    /// <summary>It is made if it is missing.</summary>
    public required bool Create;

    /// <summary>
    /// Lacking permission is no error yet: the plan tries again as another user, and skips that if this succeeded.
    /// </summary>
    public required bool MayRetry;

    /// <inheritdoc/>
    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    public static int Run(ChangeDirectory* o, ChildState* s)
    {
        if (s->InDirectory) return 0;
        int error = Check(chdir(o->Path), Phase.ChangeDirectory, s);
        if (error is Errno.EACCES or Errno.EPERM && o->MayRetry) return 0;
        if (error == Errno.ENOENT && o->Create)
        {
            error = RootPaths.MakeDirectory(o->Path, s);
            if (error == 0) error = Check(chdir(o->Path), Phase.ChangeDirectory, s);
        }
        if (error != 0)
        {
            if (s->Phase == Phase.ChangeDirectory) Evidence.KeepRoot(s);
            return error;
        }
        // CVE-2024-21626: a cwd like /proc/self/fd/7 leads out; getcwd(2) then has no path from the root.
        byte* path = stackalloc byte[ChildState.PathMax];
        nint length = sys_getcwd(path, ChildState.PathMax);
        if (length == -1) return Check(-1, Phase.OutsideRoot, s);
        s->InDirectory = path[0] == (byte)'/';
        if (s->InDirectory) return 0;
        s->Phase = Phase.OutsideRoot;
        return Errno.ENOENT;
    }

    /// <inheritdoc/>
    public static void Describe(in ChangeDirectory o, PlanText text) =>
        text.Add($"{o.Path}").AddIf(o.Create, " create").AddIf(o.MayRetry, " retried");

    /// <inheritdoc/>
    public static Explanation Explain(in ChangeDirectory o, in ChildFailure failure) => new("chdir", o.Path)
    {
        Act = "change the working directory",
        Beginning = $"chdir to cwd (\"{o.Path}\") set in config.json failed",
        InRoot = o.Path,
    };
}
