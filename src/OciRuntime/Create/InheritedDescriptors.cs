using System;
using System.Globalization;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Create;

/// <summary>
/// The caller's descriptors that go to the process: <c>--preserve-fds</c>, and before them the sockets of
/// sd_listen_fds(3).
/// </summary>
internal static class InheritedDescriptors
{
    private const int First = 3; // SD_LISTEN_FDS_START

    /// <summary>How many sockets the caller hands over; 0 where LISTEN_PID names another process.</summary>
    public static int Listening() =>
        Number("LISTEN_PID") is not -1 and int pid && pid == sys_getpid() ? Math.Max(Number("LISTEN_FDS"), 0) : 0;

    /// <summary>Tells the process of them, as runc does: it is process 1 of its container.</summary>
    public static void Announce(Config.Process process, int listening)
    {
        if (listening > 0)
            process.Env =
            [
                .. process.Env ?? [],
                string.Create(CultureInfo.InvariantCulture, $"LISTEN_FDS={listening}"),
                "LISTEN_PID=1",
            ];
    }

    /// <summary>
    /// Up to which number the caller has really opened what is to be preserved: as in crun, those that it has not are
    /// left out, and Podman's <c>--preserve-fd=9,40</c> asks for all numbers up to 40.
    /// </summary>
    /// <param name="listening">How many descriptors come before them.</param>
    /// <param name="preserved">How many they are.</param>
    /// <returns>How many there are from <see cref="First"/> to the last that is open.</returns>
    public static int UpToLastOpen(int listening, int preserved)
    {
        long end = Math.Min((long)First + listening + preserved, (long)Math.Min(OpenFileLimit.Hard, int.MaxValue));
        for (int fd = (int)end - 1; fd >= First; fd--)
        {
            // A descriptor of our own is close-on-exec, which none that came through an execve can be.
            if (fcntl(fd, F_GETFD, 0) == 0) return fd - First + 1;
        }
        return 0;
    }

    private static int Number(string variable) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(variable),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int number
        )
            ? number
            : -1;
}
