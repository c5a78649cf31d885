using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Hooks.Operations;

/// <summary>
/// A createContainer or startContainer hook, which runs inside the container; config.md, POSIX-platform Hooks.
/// </summary>
internal unsafe struct RunHook : IOperation<RunHook>
{
    /// <summary>The spec's name of its list: <c>createContainer</c>.</summary>
    public required ChildString Kind;

    /// <summary>The program.</summary>
    public required ChildString Path;

    /// <summary>Its argv.</summary>
    public required ChildStrings Arguments;

    /// <summary>Its whole environment.</summary>
    public required ChildStrings Environment;

    /// <summary>Seconds until it is killed; 0: never.</summary>
    public required int Timeout;

    /// <summary>A file with the container's state, its standard input, which is rewound first.</summary>
    public required int State;

    /// <summary>Where its standard output goes; -1: into the error, if it fails.</summary>
    public required int Output;

    /// <summary>Where its standard error goes; -1: into the error, if it fails.</summary>
    public required int Errors;

    /// <summary>Its index in the list.</summary>
    public required int Index;

    /// <summary>Its soft limit of open files, if the runtime has taken another for itself; or 0.</summary>
    public required ulong OpenFiles;

    /// <inheritdoc/>
    public static int Run(RunHook* o, ChildState* s)
    {
        // What it writes is for the error, not for the container's streams; a filter that is loaded already may refuse
        // the
        // file.
        int output = memfd_create(ChildString.Literal("hook-output"u8), MFD_CLOEXEC);
        int target = output == -1 ? STDERR_FILENO : output;
        s->Hook = HookProcess.Run(o->Path, o->Arguments, o->Environment, o->State, target, o->Timeout,
            new HookOutput(o->Output, o->Errors), o->OpenFiles);
        if (s->Hook.End != HookEnd.Succeeded)
        {
            s->Phase = Phase.Hook;
            s->HookIndex = o->Index;
            s->Evidence = output;
            return Errno.ECHILD; // not told: the message has the outcome
        }
        if (output != -1) close(output);
        return 0;
    }

    /// <inheritdoc/>
    public static void Describe(in RunHook o, PlanText text) =>
        text.Add($"{o.Kind} {o.Path} args={o.Arguments} env={o.Environment} timeout={o.Timeout}s");

    /// <inheritdoc/>
    public static Explanation Explain(in RunHook o, in ChildFailure failure) => new($"run {o.Kind} hook", o.Path);
}
