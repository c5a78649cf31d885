using System;
using System.Globalization;
using OciRuntime.Containers;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Create;

/// <summary>The caller's descriptors that go to the process: <c>--preserve-fds</c>, and before them the sockets of sd_listen_fds(3).</summary>
internal static class InheritedDescriptors
{
    private const int First = 3; // SD_LISTEN_FDS_START

    /// <summary>How many sockets the caller hands over; 0 where LISTEN_PID names another process.</summary>
    public static int Listening() =>
        Number("LISTEN_PID") is not -1 and int pid && pid == sys_getpid() ? Math.Max(Number("LISTEN_FDS"), 0) : 0;

    /// <summary>Tells the process of them, as runc does: it is process 1 of its container.</summary>
    public static void Announce(Config.Process process, int listening)
    {
        if (listening > 0) process.Env = [.. process.Env ?? [], string.Create(CultureInfo.InvariantCulture, $"LISTEN_FDS={listening}"), "LISTEN_PID=1"];
    }

    /// <summary>Checks that the caller really opened what it wants to be preserved.</summary>
    /// <param name="listening">How many descriptors come before them.</param>
    /// <param name="preserved">How many they are.</param>
    /// <exception cref="ContainerException">One is not open.</exception>
    public static void Check(int listening, int preserved)
    {
        for (int i = 0; i < preserved; i++)
        {
            int flags = fcntl(First + listening + i, F_GETFD, 0);
            // A descriptor of our own is close-on-exec, which none that came through an execve can be.
            if (flags == -1 || (flags & FD_CLOEXEC) != 0)
                throw new OcirunException($"unable to stat preserved-fd {i} (of {preserved}): {Errno.Text(Errno.ENOENT)}", FailureCodes.Usage);
        }
    }

    private static int Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
}
