using System;
using OciRuntime.Config;
using OciRuntime.Diagnostics;
using OciRuntime.Hooks;
using OciRuntime.Launch.Parent;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
namespace OciRuntime;

/// <summary>Turns what was thrown into what is said.</summary>
internal static class FailureReport
{
    /// <summary>The exit code that <paramref name="error"/> asks for.</summary>
    public static int ExitCode(Exception error) => error is OcirunException known ? known.ExitCode : 1;

    /// <summary>The message and its parts.</summary>
    public static Failure From(Exception error)
    {
        // A launch's target lies in the container, whose root is gone by now.
        if (error is OcirunException { Hint: null } failure and not LaunchException and not HookException)
            failure.Hint = PathDiagnosis.Explain(failure.Target, failure.Errno);
        if (error is OcirunException { Hint: null } refused) refused.Hint = RefusedCalls.Explain(refused.Errno);
        if (error is OcirunException { Hint: null, Errno: Errno.EMFILE } many)
            many.Hint = $"the limit of open files, RLIMIT_NOFILE, is {OpenFileLimit.Hard}";
        return Tell(error);
    }

    private static FailureDetail[] Details(SpecException config) =>
        config.Errors.ConvertAll(static error => new FailureDetail(error.Pointer, error.Text, error.Code)).ToArray();

    private static Failure Tell(Exception error) => error switch
    {
        OcirunException known => new(known.Message)
        {
            Code = known.Code,
            Operation = known.Operation,
            Object = known.Target,
            Pointer = known.Pointer,
            Errno = known.Errno == 0 ? null : Errno.Name(known.Errno),
            Errors = known is SpecException config ? Details(config) : null,
        },
        OutOfMemoryException => new(
            "cannot allocate memory (ENOMEM): what was to be read is more than ocirun, which takes 256 MiB at most, "
            + "can hold"
        )
        {
            Code = FailureCodes.Internal,
        },
        _ => new($"internal error: {error.GetType().Name}: {error.Message}") { Code = FailureCodes.Internal },
    };
}
