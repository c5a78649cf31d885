using System;
using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.ProcessAttributes.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes;

/// <summary>
/// config.md, <c>process.execCPUAffinity</c>: the CPUs of a process of <c>exec</c> before and after it enters the
/// container's cgroup.
/// </summary>
internal static unsafe class CpuAffinities
{
    // for "every CPU" alone: the largest NR_CPUS that any architecture can be configured with
    private const int MostCpus = 8192;

    /// <summary>Adds what is wrong with the lists on this host.</summary>
    public static void Validate(Config.Process? process, List<SpecError> errors)
    {
        HostNumbers.Validate(
            process?.ExecCPUAffinity?.Initial,
            HostNumbers.Cpus,
            "/process/execCPUAffinity/initial",
            errors
        );
        HostNumbers.Validate(
            process?.ExecCPUAffinity?.Final,
            HostNumbers.Cpus,
            "/process/execCPUAffinity/final",
            errors
        );
    }

    /// <summary>Puts this process, whose child the new one will be, on the initial CPUs.</summary>
    public static void EnterInitial(Config.Process process)
    {
        if (process.ExecCPUAffinity?.Initial is not { Length: > 0 } list) return;
        ulong[] bits = Mask(list);
        // Safe: the array is pinned for the call.
        fixed (ulong* mask = bits)
        {
            if (sched_setaffinity(0, (nuint)(bits.Length * sizeof(ulong)), (nuint*)mask) == -1)
                throw new LinuxException(
                    "set the initial cpu affinity",
                    list,
                    errno,
                    "/process/execCPUAffinity/initial"
                );
        }
    }

    /// <summary>
    /// Emits the final CPUs, for when the process is in its cgroup. Where the config gives none at all, every CPU
    /// that the
    /// cgroup allows: what the caller was bound to is no business of the container's.
    /// </summary>
    public static void CompileFinal(CPUAffinity? affinity, LaunchPlan plan)
    {
        if (affinity?.Final is { Length: > 0 } list)
        {
            Emit(plan.At("/process/execCPUAffinity/final"), Mask(list), mayFail: false);
        }
        else if (affinity?.Initial is not { Length: > 0 })
        {
            ulong[] all = new ulong[MostCpus / 64];
            Array.Fill(all, ~0ul);
            Emit(plan.At(""), all, mayFail: true);
        }
    }

    private static void Emit(LaunchPlan plan, ulong[] mask, bool mayFail) => plan.Emit(new SetCpuAffinity
    {
        Mask = (ulong*)plan.Arena.Copy<ulong>(mask),
        Words = mask.Length,
        MayFail = mayFail,
    });

    private static ulong[] Mask(string list) =>
        NumberList.TryReadBits(list)
        ?? throw new LinuxException("read the list of cpus", list, Errno.EINVAL, "/process/execCPUAffinity");
}
