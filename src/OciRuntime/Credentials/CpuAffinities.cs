using System;
using OciRuntime.Config;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Credentials;

/// <summary>config.md, <c>process.execCPUAffinity</c>: the CPUs of a process of <c>exec</c> before and after it enters the container's cgroup.</summary>
internal static unsafe class CpuAffinities
{
    private const int MaxCpus = 8192; // NR_CPUS of the kernel's largest x86 configuration; it ignores bits beyond its own

    /// <summary>Puts this process, whose child the new one will be, on the initial CPUs.</summary>
    public static void EnterInitial(Config.Process process)
    {
        if (process.ExecCPUAffinity?.Initial is not { Length: > 0 } list) return;
        // Safe: the array is pinned for the call.
        fixed (ulong* mask = Mask(list))
            if (sched_setaffinity(0, MaxCpus / 8, (nuint*)mask) == -1) LinuxException.Throw("set the initial cpu affinity", list);
    }

    /// <summary>
    /// Emits the final CPUs, for when the process is in its cgroup. Where the config gives none at all, every CPU that the
    /// cgroup allows: what the caller was bound to is no business of the container's.
    /// </summary>
    public static void CompileFinal(CPUAffinity? affinity, LaunchPlan plan)
    {
        if (affinity?.Final is { Length: > 0 } list)
        {
            plan.At("process.execCPUAffinity.final").SetCpuAffinity(Mask(list), mayFail: false);
        }
        else if (affinity?.Initial is not { Length: > 0 })
        {
            ulong[] all = new ulong[MaxCpus / 64];
            Array.Fill(all, ~0ul);
            plan.At("").SetCpuAffinity(all, mayFail: true);
        }
    }

    private static ulong[] Mask(string list)
    {
        ulong[] mask = new ulong[MaxCpus / 64];
        return NumberMask.TryRead(list, mask) ? mask : throw new LinuxException("read the list of cpus", list, Errno.EINVAL);
    }
}
