using System;
using OciRuntime.Launch.Child;
using OciRuntime.Namespaces;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Parent;

/// <summary>A process that only holds new namespaces until they are opened; it ends with this object.</summary>
internal sealed unsafe class NamespaceHolder : IDisposable
{
    private readonly OwnedFd parentEnd;

    private NamespaceHolder(int pid, OwnedFd parentEnd) => (Pid, this.parentEnd) = (pid, parentEnd);

    /// <summary>Its pid.</summary>
    public int Pid { get; }

    /// <summary>Clones it.</summary>
    /// <param name="namespaces">CLONE_NEW* of what it holds.</param>
    /// <param name="what">What they are for, for the error.</param>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public static NamespaceHolder Start(ulong namespaces, string what)
    {
        int* ends = stackalloc int[2];
        if (pipe2(ends, O_CLOEXEC) == -1) LinuxException.Throw("pipe2", "");
        using OwnedFd childEnd = new(ends[0]);
        OwnedFd parentEnd = new(ends[1]);
        clone_args arguments = default;
        arguments.flags = namespaces | CLONE_CLEAR_SIGHAND;
        arguments.exit_signal = SIGCHLD;
        ulong all = ~0ul, old;
        sys_rt_sigprocmask(SIG_SETMASK, &all, &old);
        nint result = clone3(&arguments, (nuint)sizeof(clone_args));
        // Safe: no CLONE_VM, so the child has its own copy of this stack; Run never returns (docs/adr/0001).
        if (result == 0) IdMapHolder.Run(childEnd.Fd, parentEnd.Fd);
        int error = errno;
        sys_rt_sigprocmask(SIG_SETMASK, &old, null);
        if (result != -1) return new NamespaceHolder((int)result, parentEnd);
        parentEnd.Dispose();
        throw new LinuxException("clone3", what, error) { Hint = NamespaceDiagnosis.Explain(namespaces, error) };
    }

    /// <summary>Opens a file of its directory in /proc.</summary>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    public OwnedFd Open(string name, int flags)
    {
        string path = $"/proc/{Pid}/{name}";
        return OwnedFd.From(HostPath.Open(path, flags), "open", path);
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        kill(Pid, SIGKILL);
        ChildProcess.TryReapPid(Pid, out _);
        parentEnd.Dispose();
    }
}
