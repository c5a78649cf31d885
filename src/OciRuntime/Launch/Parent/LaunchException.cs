using System;

namespace OciRuntime.Launch.Parent;

/// <summary>The container's process could not be brought to its program; the message names operation, object, errno and config member.</summary>
internal sealed class LaunchException(string message, int errno = 0) : Exception(message)
{
    /// <summary>The errno behind it, or 0.</summary>
    public int Errno { get; } = errno;
}
