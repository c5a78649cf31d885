using System;
using System.Collections;
using System.Collections.Generic;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>How a program ended, and what it said.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Output">Its standard output and standard error, mixed as they came.</param>
public readonly record struct SpawnResult(ExitStatus Status, string Output);

/// <summary>Runs a program of the host: what System.Diagnostics.Process would do, which starts threads.</summary>
public static unsafe class Spawn
{
    /// <summary>
    /// Runs <paramref name="command"/>, found in PATH, with the caller's environment and no input, to its end.
    /// </summary>
    /// <exception cref="LinuxException">It is not found, or cannot be started.</exception>
    public static SpawnResult Capture(IReadOnlyList<string> command)
    {
        using StringVector argv = new(command), envp = new(CallersEnvironment());
        byte[] path = KernelText.Terminated(Find(command[0]));
        int* output = stackalloc int[2], report = stackalloc int[2];
        MakePipe(output);
        MakePipe(report);
        clone_args arguments = default;
        arguments.flags = CLONE_CLEAR_SIGHAND;
        arguments.exit_signal = SIGCHLD;
        int pid, error;
        // Safe: no CLONE_VM, so the child has its own copy of this stack and of the pinned arrays; Become never
        // returns.
        fixed (byte* program = path)
        {
            pid = (int)clone3(&arguments, (nuint)sizeof(clone_args));
            error = errno;
            if (pid == 0) Become(program, argv.Pointers, envp.Pointers, output[1], report[1]);
        }
        close(output[1]);
        close(report[1]);
        using OwnedFd outputEnd = new(output[0]), reportEnd = new(report[0]);
        if (pid == -1) throw new LinuxException("clone3", command[0], error);
        string text = KernelText.Decode(FileBytes.ReadToEnd(outputEnd.Fd, "pipe"));
        byte[] failure = FileBytes.ReadToEnd(reportEnd.Fd, "pipe");
        ExitStatus status = Wait(pid);
        if (failure.Length == sizeof(int))
            throw new LinuxException("execve", command[0], BitConverter.ToInt32(failure));
        return new SpawnResult(status, text);
    }

    /// <summary>In the new process: becomes the program, or reports the errno that prevented it.</summary>
    private static void Become(byte* program, byte** argv, byte** envp, int output, int report)
    {
        // Ignored signals survive clone and execve: .NET ignores SIGPIPE, environment.c SIGXFSZ.
        kernel_sigaction defaultAction = default;
        sys_rt_sigaction(SIGPIPE, &defaultAction, null);
        sys_rt_sigaction(SIGXFSZ, &defaultAction, null);
        int input;
        fixed (byte* nothing = "/dev/null"u8) input = open(nothing, O_RDONLY | O_CLOEXEC, 0);
        bool ready = input != -1
            && dup3(input, 0, 0) != -1 && dup3(output, 1, 0) != -1 && dup3(output, 2, 0) != -1;
        if (ready) execve(program, argv, envp);
        int error = errno;
        write(report, &error, sizeof(int));
        sys_exit_group(127);
    }

    /// <summary>
    /// Where programs are looked for when the caller gives no PATH: engines call some verbs without one.
    /// </summary>
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The path of the program <paramref name="name"/>.</summary>
    /// <exception cref="LinuxException">It is not in PATH.</exception>
    internal static string Find(string name)
    {
        if (name.Contains('/')) return name;
        string search = Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path : DefaultPath;
        foreach (string directory in search.Split(':'))
        {
            string candidate = (directory.Length == 0 ? "." : directory) + "/" + name;
            // Safe: the array is pinned and NUL-terminated.
            fixed (byte* start = KernelText.Terminated(candidate))
                // not faccessat2(2), which an outer seccomp filter may not know
                if (access(start, X_OK) == 0) return candidate;
        }
        throw new LinuxException("find in $PATH", name, Errno.ENOENT);
    }

    /// <summary>The caller's environment, with a PATH.</summary>
    internal static List<string> CallersEnvironment()
    {
        List<string> all = [];
        if (Environment.GetEnvironmentVariable("PATH") is null) all.Add($"PATH={DefaultPath}");
        all.AddRange(InheritedEnvironment());
        return all;
    }

    /// <summary>The caller's environment as it is, NAME=VALUE each.</summary>
    public static List<string> InheritedEnvironment()
    {
        List<string> all = [];
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables()) all.Add($"{entry.Key}={entry.Value}");
        return all;
    }

    private static void MakePipe(int* ends)
    {
        if (pipe2(ends, O_CLOEXEC) == -1) LinuxException.Throw("pipe2", "");
    }

    private static ExitStatus Wait(int pid)
    {
        siginfo_t info;
        int result;
        do result = waitid(P_PID, pid, &info, WEXITED, null);
        while (result == -1 && errno == Errno.EINTR);
        if (result == -1) LinuxException.Throw("waitid", "");
        return ExitStatus.From(info);
    }
}
