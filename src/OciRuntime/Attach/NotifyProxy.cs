using System;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Attach;

/// <summary>
/// Takes the container's word that it is ready, and passes it on to the service manager; sd_notify(3).
/// </summary>
internal sealed unsafe class NotifyProxy(OwnedFd listener, string host, Log log) : IDisposable
{
    private const int BarrierWait = 30_000; // ms, runc's; a manager that knows no barriers never answers

    /// <summary>The container's socket; -1 once it has said that it is ready.</summary>
    public int Fd => listener.Fd;

    /// <summary>
    /// Waits until the container is ready or its process has ended; then the manager is told, and has taken it in.
    /// </summary>
    public void ForwardUntilReady(int pidfd, int pid)
    {
        pollfd* waiting = stackalloc pollfd[2];
        while (listener.Fd >= 0)
        {
            waiting[0].fd = listener.Fd;
            waiting[1].fd = pidfd;
            waiting[0].events = waiting[1].events = POLLIN;
            waiting[0].revents = waiting[1].revents = 0;
            if (poll(waiting, 2, -1) == -1 && errno != Errno.EINTR)
                LinuxException.Throw("poll", "the container process");
            if (waiting[0].revents != 0)
                Forward(pid);
            else if (waiting[1].revents != 0)
                return;
        }
        // The manager asks the kernel who sent a message, which works as long as the sender lives.
        Try(Barrier);
    }

    /// <summary>
    /// Reads one message; where it says READY, tells the manager that, and that <paramref name="pid"/> is the one to
    /// watch. A manager that is gone is a warning: the container runs.
    /// </summary>
    public void Forward(int pid)
    {
        byte* text = stackalloc byte[4096];
        nint length = recv(listener.Fd, text, 4096, MSG_DONTWAIT);
        // Safe: the kernel filled length bytes.
        string message = length <= 0 ? "" : KernelText.Decode(new ReadOnlySpan<byte>(text, (int)length));
        foreach (string line in message.Split('\n'))
        {
            if (!line.StartsWith("READY=", StringComparison.Ordinal)) continue;
            Try(() =>
            {
                using OwnedFd manager = DescriptorSocket.Connect(host, SOCK_DGRAM);
                Send(manager, line + "\n");
                Send(manager, $"MAINPID={pid}\n");
            });
            listener.Dispose();
            return;
        }
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (LinuxException error)
        {
            log.Warning($"notify {host}: {error.Message}");
        }
    }

    private void Send(OwnedFd manager, string text)
    {
        byte[] bytes = KernelText.Encode(text);
        // Safe: the array is pinned for the call.
        fixed (byte* data = bytes)
            if (send(manager.Fd, data, (nuint)bytes.Length, MSG_NOSIGNAL) == -1) LinuxException.Throw("send", host);
    }

    /// <summary>sd_notify_barrier(3): the manager closes the pipe when it has come to this message.</summary>
    private void Barrier()
    {
        int* ends = stackalloc int[2];
        if (pipe2(ends, O_CLOEXEC) == -1) LinuxException.Throw("pipe2", "");
        using OwnedFd read = new(ends[0]);
        using (OwnedFd write = new(ends[1]))
        using (OwnedFd manager = DescriptorSocket.Connect(host, SOCK_DGRAM))
        {
            DescriptorSocket.SendOn(manager.Fd, write.Fd, "BARRIER=1"u8.ToArray(), host);
        }
        pollfd waiting;
        waiting.fd = read.Fd;
        waiting.events = POLLIN;
        poll(&waiting, 1, BarrierWait);
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();
}
