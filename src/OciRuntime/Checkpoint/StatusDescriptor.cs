using System;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Checkpoint;

/// <summary><c>--status-fd</c>: the caller is told once memory can be asked for.</summary>
internal sealed unsafe class StatusDescriptor : ICriuEvents, IDisposable
{
    private int fd;

    /// <summary>Checks that it can be written to.</summary>
    /// <param name="fd">The descriptor, or -1.</param>
    public StatusDescriptor(int fd)
    {
        this.fd = fd;
        if (fd == -1) return;
        int flags = fcntl(fd, F_GETFL, 0);
        if (flags == -1)
            throw new LinuxException("use --status-fd", $"{fd}", errno);
        if ((flags & O_ACCMODE) == O_RDONLY)
            throw new OcirunException($"--status-fd `{fd}` is not open for writing", FailureCodes.Usage);
    }

    /// <inheritdoc/>
    public void At(string script, int pid, OwnedFd? descriptor)
    {
        if (script != "status-ready" || fd == -1) return;
        byte done = 0;
        if (write(fd, &done, 1) != 1) LinuxException.Throw("write to --status-fd", $"{fd}");
        Dispose();
    }

    /// <summary>Closes the descriptor, so that nobody waits for a byte that will not come.</summary>
    public void Dispose()
    {
        if (fd != -1) close(fd);
        fd = -1;
    }
}
