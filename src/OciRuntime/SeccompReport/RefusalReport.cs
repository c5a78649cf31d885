using System;
using OciRuntime.Config;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.SeccompReport;

/// <summary>
/// The report of what a filter refuses, as <c>create</c>, <c>run</c> and <c>exec</c> ask for it: they open its file and
/// start the supervisor, which outlives them (docs/adr/0016).
/// </summary>
internal sealed unsafe class RefusalReport : IDisposable
{
    private const int EndWait = 5_000; // ms, for the last write when everything with the filter has ended

    private readonly OwnedFd file;
    private readonly OwnedFd config;
    private readonly OwnedFd here;
    private readonly OwnedFd childEnd;
    private SpawnedProcess? supervisor;

    private RefusalReport(OwnedFd file, OwnedFd config)
    {
        (this.file, this.config) = (file, config);
        int* pair = stackalloc int[2];
        if (LibC.socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
            LinuxException.Throw("socketpair", "");
        here = new OwnedFd(pair[0]);
        childEnd = new OwnedFd(pair[1]);
    }

    /// <summary>The socket over which the process tells the supervisor that it loads the filter.</summary>
    public int ChildEnd => childEnd.Fd;

    /// <summary>Opens the file and checks that a report is possible; null if none is asked for.</summary>
    /// <param name="path">The absolute path of the file, or null.</param>
    /// <param name="spec">The config.</param>
    /// <param name="bytes">The config as it was read.</param>
    public static RefusalReport? Open(string? path, Spec spec, byte[] bytes)
    {
        if (path is null) return null;
        CheckProfile(spec.Linux?.Seccomp);
        OwnedFd file = ReportFile.Open(path);
        OwnedFd config;
        // Safe: a terminated name; the array is pinned for the call, and a memory file takes it whole.
        fixed (byte* name = "config.json"u8, data = bytes)
        {
            config = OwnedFd.From(memfd_create(name, MFD_CLOEXEC), "memfd_create", "config.json");
            if (LibC.pwrite(config.Fd, data, bytes.Length, 0) != bytes.Length)
                LinuxException.Throw("write", "config.json");
        }
        return new RefusalReport(file, config);
    }

    private static void CheckProfile(LinuxSeccomp? seccomp)
    {
        if (seccomp is null || (string.IsNullOrEmpty(seccomp.DefaultAction) && seccomp.Syscalls is not { Length: > 0 }))
            throw new OcirunException(
                "there can be no seccomp report: the config has no seccomp filter that could refuse a call",
                FailureCodes.Config
            )
            {
                Pointer = "/linux/seccomp",
            };
        for (int i = 0; i < (seccomp.Syscalls?.Length ?? 0); i++)
        {
            if (seccomp.Syscalls![i].Action == "SCMP_ACT_NOTIFY")
                throw new OcirunException(
                    "there can be no seccomp report: a filter has one listener, and the profile's SCMP_ACT_NOTIFY "
                    + "gives it to the agent at listenerPath",
                    FailureCodes.Config
                )
                {
                    Pointer = $"/linux/seccomp/syscalls/{i}/action",
                };
        }
    }

    /// <summary>Starts the supervisor of a process that waits for start.</summary>
    /// <param name="id">The container's id.</param>
    /// <param name="pidfd">The process.</param>
    public void Supervise(string id, int pidfd)
    {
        // The program that runs now, which nobody can exchange; without the caller's environment and streams.
        supervisor = SpawnedProcess.Start(
            ["/proc/self/exe", Supervisor.Verb, id],
            [-1, -1, -1, here.Fd, pidfd, config.Fd, file.Fd],
            environment: []
        );
        supervisor.Leave();
        childEnd.Dispose();
        here.Dispose();
    }

    /// <summary>Waits a while until every process with the filter has ended and the report is complete.</summary>
    /// <param name="log">Gets a warning if it could not be written, as where the disk is full.</param>
    public void AwaitEnd(Log log)
    {
        if (supervisor is null) return;
        pollfd ended;
        ended.fd = supervisor.PidFd;
        ended.events = POLLIN;
        ended.revents = 0;
        // Safe: one entry on this stack.
        if (poll(&ended, 1, EndWait) == 1 && !ReportFile.IsComplete(file.Fd))
            log.Warning("the seccomp report is not complete: it could not be written");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        supervisor?.Dispose();
        file.Dispose();
        config.Dispose();
        here.Dispose();
        childEnd.Dispose();
    }
}
