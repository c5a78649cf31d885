using System;
using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>A process held by a descriptor: its number cannot come to mean another process, pidfd_open(2).</summary>
public sealed unsafe class PidFd : IDisposable
{
    private readonly OwnedFd descriptor;

    /// <summary>Takes ownership of <paramref name="fd"/>, as CLONE_PIDFD or pidfd_open(2) gave it.</summary>
    public PidFd(int fd) => descriptor = new OwnedFd(fd);

    /// <summary>The descriptor's number; -1 once disposed.</summary>
    public int Fd => descriptor.Fd;

    /// <summary>Opens a process that runs or is not yet reaped; null where there is none.</summary>
    /// <exception cref="LinuxException">Another failure of pidfd_open(2).</exception>
    public static PidFd? TryOpen(int pid)
    {
        int fd = pidfd_open(pid, 0);
        if (fd == -1 && errno == Errno.ESRCH) return null;
        if (fd == -1) LinuxException.Throw("pidfd_open", pid.ToString());
        return new PidFd(fd);
    }

    /// <summary>Sends a signal, or with 0 asks whether one could be sent.</summary>
    /// <returns>Whether the process was still there.</returns>
    /// <exception cref="LinuxException">Another failure of pidfd_send_signal(2): EPERM, EINVAL.</exception>
    public bool Send(int signal)
    {
        if (pidfd_send_signal(Fd, signal, null, 0) == 0) return true;
        if (errno != Errno.ESRCH) LinuxException.Throw("pidfd_send_signal", signal.ToString());
        return false;
    }

    /// <summary>Waits until the process has ended, whoever's child it is.</summary>
    /// <param name="milliseconds">The longest wait; -1 for no limit.</param>
    /// <returns>Whether it has ended.</returns>
    /// <exception cref="LinuxException">poll(2) failed.</exception>
    public bool WaitForEnd(int milliseconds)
    {
        long deadline = Environment.TickCount64 + milliseconds;
        int left = milliseconds;
        while (true)
        {
            pollfd ended;
            ended.fd = Fd;
            ended.events = POLLIN;
            ended.revents = 0;
            int ready = poll(&ended, 1, left);
            if (ready != -1) return ready == 1;
            if (errno != Errno.EINTR) LinuxException.Throw("poll", "pidfd");
            // A signal, as of a child that ended, does not shorten the wait.
            if (milliseconds != -1) left = (int)long.Max(0, deadline - Environment.TickCount64);
        }
    }

    /// <summary>
    /// How a process ended that its parent has reaped, whoever's child it was; null before, and if the kernel does not
    /// tell, which it does since Linux 6.15.
    /// </summary>
    public ExitStatus? TryGetExitStatus()
    {
        // <linux/pidfd.h>, which the kernel headers of Debian 12 do not have
        const nuint PIDFD_GET_INFO = 0xc040ff0b; // _IOWR(0xff, 11, struct pidfd_info), in its first version of 64 bytes
        const ulong PIDFD_INFO_EXIT = 1 << 3;
        Info info = default;
        info.mask = PIDFD_INFO_EXIT;
        // Safe: the kernel fills the 64 bytes that the number of the call names.
        if (ioctl(Fd, PIDFD_GET_INFO, &info) == -1 || (info.mask & PIDFD_INFO_EXIT) == 0) return null;
        return ExitStatus.FromWaitStatus(info.exit_code);
    }

    /// <summary>struct pidfd_info of linux/pidfd.h.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Info
    {
        [FieldOffset(0)] public ulong mask;
        [FieldOffset(60)] public int exit_code;
    }

    /// <inheritdoc/>
    public void Dispose() => descriptor.Dispose();
}
