using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Operations;

/// <summary>execve(2) of what FindExecutable found.</summary>
internal unsafe struct Exec : IOperation<Exec>
{
    /// <summary>argv.</summary>
    public required ChildStrings Arguments;

    /// <summary>envp.</summary>
    public required ChildStrings Environment;

    /// <summary>What the call has in its sixth argument, which the kernel does not look at: a filter can.</summary>
    public required uint Mark;

    /// <inheritdoc/>
    public static int Run(Exec* o, ChildState* s)
    {
        byte** arguments = o->Arguments, environment = o->Environment;
        if (o->Mark == 0) execve(s->Executable, arguments, environment);
        else syscall(SYS_execve, (nint)s->Executable, (nint)arguments, (nint)environment, 0, 0, (nint)o->Mark);
        int error = Check(-1, Phase.Execute, s);
        Evidence.KeepExecutable(s);
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in Exec o, PlanText text) => text.Add($"args={o.Arguments} env={o.Environment}");

    /// <inheritdoc/>
    public static Explanation Explain(in Exec o, in ChildFailure failure) =>
        new("exec", o.Arguments.First) { Contract = $"exec {o.Arguments.First}: {Errno.Describe(failure.Errno)}" };
}
