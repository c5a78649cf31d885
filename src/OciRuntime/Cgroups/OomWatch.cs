using System;
using OciRuntime.Native;

namespace OciRuntime.Cgroups;

/// <summary>Tells when the kernel runs out of a container's memory.</summary>
internal abstract class OomWatch : IDisposable
{
    /// <summary>A descriptor that poll(2) finds readable when there may be something to <see cref="Take"/>.</summary>
    public abstract int Fd { get; }

    /// <summary>Takes what has happened.</summary>
    /// <returns>How many times memory has run out since the last call.</returns>
    public abstract ulong Take();

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>
    /// Reads away what <paramref name="fd"/> has; the number itself says nothing that the cgroup's files do not.
    /// </summary>
    protected static unsafe ulong Drain(int fd)
    {
        const int Room = 4096;
        byte* buffer = stackalloc byte[Room];
        // Safe: the buffer is as long as said, and an eventfd's 8 bytes fit into it.
        nint got = Libc.read(fd, buffer, Room);
        return got == sizeof(ulong) ? *(ulong*)buffer : 0;
    }
}
