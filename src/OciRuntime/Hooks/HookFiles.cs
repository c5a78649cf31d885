using System;
using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Launch.Child;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Hooks;

/// <summary>
/// The files of <see cref="RuntimeAnnotations.HooksStdout"/> and <see cref="RuntimeAnnotations.HooksStderr"/>, to which
/// the output of all hooks is appended.
/// </summary>
internal sealed class HookFiles : IDisposable
{
    private const uint ReadableByAll = 0x1a4; // 0644
    // O_NONBLOCK: ENXIO for a FIFO that nobody reads, fifo(7)
    private const int Flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

    private readonly OwnedFd output;
    private readonly OwnedFd errors;

    /// <summary>Opens what <paramref name="annotations"/> name; what they do not is -1.</summary>
    /// <exception cref="LinuxException">A file cannot be opened; the pointer names the annotation.</exception>
    public HookFiles(Dictionary<string, string>? annotations)
    {
        output = Open(annotations, RuntimeAnnotations.HooksStdout);
        try
        {
            errors = Open(annotations, RuntimeAnnotations.HooksStderr);
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    /// <summary>Both, as hooks take them.</summary>
    public HookOutput Streams => new(Output, Errors);

    /// <summary>Where standard output goes, or -1.</summary>
    public int Output => output.Fd;

    /// <summary>Where standard error goes, or -1.</summary>
    public int Errors => errors.Fd;

    private static unsafe OwnedFd Open(Dictionary<string, string>? annotations, string name)
    {
        if (annotations?.GetValueOrDefault(name) is not { Length: > 0 } path) return new OwnedFd(-1);
        int fd;
        // Safe: the array is pinned for the call and ends with a NUL.
        fixed (byte* start = KernelText.Terminated(path))
            fd = openat(AT_FDCWD, start, Flags, ReadableByAll);
        if (fd == -1) throw new LinuxException("open", path, errno, "/annotations/" + name);
        fcntl(fd, F_SETFL, O_APPEND); // only the opening waits for nobody
        return new OwnedFd(fd);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        output.Dispose();
        errors.Dispose();
    }
}
