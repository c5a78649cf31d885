using System;

namespace OciRuntime.Native;

/// <summary>A file descriptor that closes once, and was O_CLOEXEC from birth.</summary>
public sealed class OwnedFd : IDisposable
{
    private static bool leaves;

    private int fd;

    /// <summary>Takes ownership of <paramref name="fd"/>, which must be open and close-on-exec.</summary>
    public OwnedFd(int fd) => this.fd = fd;

    /// <summary>The descriptor's number; -1 once disposed or released.</summary>
    public int Fd => fd;

    /// <summary>Takes ownership of the result of a call, or throws the call's error.</summary>
    /// <param name="result">A descriptor, or -1 with <see cref="Libc.errno"/> set.</param>
    /// <param name="operation">The call, for the error.</param>
    /// <param name="target">Its object, for the error.</param>
    public static OwnedFd From(int result, string operation, string target)
    {
        if (result < 0) LinuxException.Throw(operation, target);
        return new OwnedFd(result);
    }

    /// <summary>
    /// The process is about to end, which closes all of them at once: from now on disposing leaves them to that.
    /// </summary>
    public static void LeaveToExit() => leaves = true;

    /// <summary>Gives the descriptor away: the caller closes it.</summary>
    public int Release()
    {
        int released = fd;
        fd = -1;
        return released;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (fd >= 0 && !leaves) Libc.close(Release());
    }
}
