using System;
using OciRuntime.Config;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
namespace OciRuntime;

/// <summary>Turns what was thrown into what is said.</summary>
internal static class FailureReport
{
    /// <summary>The exit code that <paramref name="error"/> asks for.</summary>
    public static int ExitCode(Exception error) => error is OcirunException known ? known.ExitCode : 1;

    /// <summary>The sentence and its parts.</summary>
    public static Failure From(Exception error) => error switch
    {
        OcirunException known => new(known.Message)
        {
            Code = known.Code,
            Operation = known.Operation,
            Object = known.Target,
            Pointer = known.Pointer,
            Errno = known.Errno == 0 ? null : Errno.Name(known.Errno),
        },
        SpecException config => FromConfig(config),
        LinuxException kernel => new(kernel.Message)
        {
            Code = FailureCodes.Kernel,
            Operation = kernel.Operation,
            Object = kernel.Target,
            Errno = Errno.Name(kernel.Errno),
            Pointer = kernel.Pointer,
        },
        ServiceException service => new(service.Message) { Code = FailureCodes.Service },
        OutOfMemoryException => new("cannot allocate memory (ENOMEM): what was to be read is more than ocirun, which takes 256 MiB at most, can hold") { Code = FailureCodes.Internal },
        _ => new($"internal error: {error.GetType().Name}: {error.Message}") { Code = FailureCodes.Internal },
    };

    private static Failure FromConfig(SpecException config) => new("invalid config: " + config.Message)
    {
        Code = FailureCodes.Config,
        Pointer = config.Errors.Count == 1 ? config.Errors[0].Pointer : null,
    };
}
