using System;
using System.Collections.Generic;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>
/// A program of the host that runs beside this process, which exchanges messages with it over descriptors.
/// </summary>
public sealed unsafe class SpawnedProcess : IDisposable
{
    private const int OutOfTheWay = 256; // above every number that a descriptor gets in the program

    private readonly OwnedFd pidfd;
    private bool reaped;

    private SpawnedProcess(int pid, OwnedFd pidfd) => (Pid, this.pidfd) = (pid, pidfd);

    /// <summary>Its pid.</summary>
    public int Pid { get; }

    /// <summary>Starts <paramref name="command"/>, found in PATH, with the caller's environment.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="descriptors">What becomes its descriptors 0, 1, 2 and so on; -1 is /dev/null. All others are
    /// closed.</param>
    /// <param name="environment">Another environment than the caller's, or null.</param>
    /// <exception cref="LinuxException">It is not found, or cannot be started.</exception>
    public static SpawnedProcess Start(
        IReadOnlyList<string> command,
        ReadOnlySpan<int> descriptors,
        IReadOnlyList<string>? environment = null
    )
    {
        using StringVector argv = new(command), envp = new(environment ?? Spawn.CallersEnvironment());
        byte[] path = KernelText.Terminated(Spawn.Find(command[0]));
        int[] sources = Copies(descriptors);
        int* report = stackalloc int[2];
        if (pipe2(report, O_CLOEXEC) == -1) LinuxException.Throw("pipe2", "");
        int highReport = fcntl(report[1], F_DUPFD_CLOEXEC, OutOfTheWay);
        close(report[1]);
        using OwnedFd reportEnd = new(report[0]);
        int pidfd = -1;
        clone_args arguments = default;
        arguments.flags = CLONE_CLEAR_SIGHAND | CLONE_PIDFD;
        arguments.pidfd = (ulong)&pidfd;
        arguments.exit_signal = SIGCHLD;
        int pid, error;
        // Safe: no CLONE_VM, so the child has its own copy of this stack and of the pinned arrays; Become never
        // returns.
        fixed (byte* program = path)
        fixed (int* from = sources)
        {
            pid = (int)clone3(&arguments, (nuint)sizeof(clone_args));
            error = errno;
            if (pid == 0) Become(program, argv.Pointers, envp.Pointers, from, sources.Length, highReport);
        }
        close(highReport);
        foreach (int source in sources) close(source);
        if (pid == -1) throw new LinuxException("clone3", command[0], error);
        SpawnedProcess started = new(pid, new OwnedFd(pidfd));
        byte[] failure = FileBytes.ReadToEnd(reportEnd.Fd, "pipe");
        if (failure.Length != sizeof(int)) return started;
        started.Dispose();
        throw new LinuxException("execve", command[0], BitConverter.ToInt32(failure));
    }

    /// <summary>The descriptors at high numbers, so that placing one never covers another.</summary>
    private static int[] Copies(ReadOnlySpan<int> descriptors)
    {
        int[] copies = new int[descriptors.Length];
        using OwnedFd nothing = OpenNull();
        for (int i = 0; i < copies.Length; i++)
        {
            int source = descriptors[i] == -1 ? nothing.Fd : descriptors[i];
            copies[i] = fcntl(source, F_DUPFD_CLOEXEC, OutOfTheWay);
            // A standard stream that the caller has closed.
            if (copies[i] == -1) copies[i] = fcntl(nothing.Fd, F_DUPFD_CLOEXEC, OutOfTheWay);
        }
        return copies;
    }

    private static OwnedFd OpenNull()
    {
        fixed (byte* path = "/dev/null"u8) return OwnedFd.From(open(path, O_RDWR | O_CLOEXEC, 0), "open", "/dev/null");
    }

    /// <summary>In the new process: becomes the program, or reports the errno that prevented it.</summary>
    private static void Become(byte* program, byte** argv, byte** envp, int* from, int count, int report)
    {
        // Ignored signals survive clone and execve: .NET ignores SIGPIPE, environment.c SIGXFSZ.
        kernel_sigaction defaultAction = default;
        sys_rt_sigaction(SIGPIPE, &defaultAction, null);
        sys_rt_sigaction(SIGXFSZ, &defaultAction, null);
        ulong none = 0;
        bool ready = close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) != -1;
        for (int i = 0; i < count && ready; i++) ready = dup3(from[i], i, 0) != -1;
        ready = ready && sys_rt_sigprocmask(SIG_SETMASK, &none, null) != -1;
        if (ready) execve(program, argv, envp);
        int error = errno;
        write(report, &error, sizeof(int));
        sys_exit_group(127);
    }

    /// <summary>Waits for its end.</summary>
    public ExitStatus Wait()
    {
        ExitStatus status = ChildProcess.Reap(pidfd.Fd, "");
        reaped = true;
        return status;
    }

    /// <summary>Lets it run on when this object is disposed, and when this process has ended.</summary>
    public void Leave() => reaped = true;

    /// <summary>Its pidfd, for who waits for its end.</summary>
    public int PidFd => pidfd.Fd;

    /// <summary>Ends it where nobody has waited for it.</summary>
    public void Dispose()
    {
        if (!reaped)
        {
            pidfd_send_signal(pidfd.Fd, SIGKILL, null, 0);
            Wait();
        }
        pidfd.Dispose();
    }
}
