using System.Collections.Generic;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>
/// System calls that ocirun cannot do without, and a seccomp filter around it may refuse that was written before them:
/// an old engine's, whose container ocirun runs in. Each is made so that it cannot do anything.
/// </summary>
public static unsafe class RefusedCalls
{
    private const int FilterMode = 2; // SECCOMP_MODE_FILTER, linux/seccomp.h
    private const nint Wrong = -1;    // a descriptor, process, command or set of flags that there is not

    /// <summary>Their names, in the order of their numbers; none where all are there.</summary>
    public static List<string> Find()
    {
        List<string> all = [];
        Probe(all, "signalfd4", syscall(SYS_signalfd4, Wrong));
        Probe(all, "prlimit64", syscall(SYS_prlimit64, 0, Wrong));
        Probe(all, "statx", syscall(SYS_statx, Wrong));
        Probe(all, "pidfd_send_signal", syscall(SYS_pidfd_send_signal, Wrong));
        Probe(all, "open_tree", syscall(SYS_open_tree, Wrong, 0, Wrong));
        ProbeAsRoot(all, "move_mount", syscall(SYS_move_mount, Wrong, 0, Wrong, 0, Wrong));
        ProbeAsRoot(all, "fsopen", syscall(SYS_fsopen, 0, Wrong));
        Probe(all, "fsconfig", syscall(SYS_fsconfig, Wrong, Wrong));
        ProbeAsRoot(all, "fsmount", syscall(SYS_fsmount, Wrong, Wrong));
        Probe(all, "pidfd_open", syscall(SYS_pidfd_open, Wrong));
        Probe(all, "clone3", syscall(SYS_clone3, 0, 0));
        Probe(all, "close_range", syscall(SYS_close_range, 1, 0));
        Probe(all, "openat2", syscall(SYS_openat2, Wrong));
        Probe(all, "mount_setattr", syscall(SYS_mount_setattr, Wrong, 0, Wrong));
        return all;
    }

    /// <summary>
    /// Why a call may have failed with <paramref name="error"/>: null unless some of them are refused.
    /// </summary>
    public static string? Explain(int error) =>
        error is Errno.ENOSYS or Errno.EPERM && Find() is { Count: > 0 } all ? Text(all) : null;

    /// <summary>A sentence with their names.</summary>
    public static string Text(List<string> names)
    {
        string who = IsFiltered ? "a seccomp filter around ocirun refuses" : "this kernel does not have";
        return $"{who} {string.Join(", ", names)}";
    }

    /// <summary>A filter applies to this process, prctl(2); it may refuse the question.</summary>
    private static bool IsFiltered => prctl(PR_GET_SECCOMP) is not 0 and (FilterMode or < 0);

    private static void Probe(List<string> all, string name, nint result)
    {
        if (result == -1 && errno is Errno.ENOSYS or Errno.EPERM) all.Add(name);
    }

    /// <summary>
    /// One that the kernel itself refuses with EPERM to those who may not mount: others than root, and root of a user
    /// namespace that has no mount namespace of its own.
    /// </summary>
    private static void ProbeAsRoot(List<string> all, string name, nint result)
    {
        int error = result == -1 ? errno : 0;
        if (error == Errno.ENOSYS || (error == Errno.EPERM && LibC.geteuid() == 0 && IsFiltered)) all.Add(name);
    }
}
