using System;
using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.ProcessAttributes.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes;

/// <summary>config-linux.md, Memory Policy; set_mempolicy(2).</summary>
internal static unsafe class MemoryPolicies
{
    private const string NodesMember = "/linux/memoryPolicy/nodes";

    /// <summary>
    /// Adds what is wrong with the nodes on this host; those of MPOL_F_RELATIVE_NODES are no numbers of the host's.
    /// </summary>
    public static void Validate(LinuxMemoryPolicy? policy, List<SpecError> errors)
    {
        if (policy is null || Array.IndexOf(policy.Flags ?? [], "MPOL_F_RELATIVE_NODES") >= 0) return;
        HostNumbers.Validate(policy.Nodes, HostNumbers.Nodes, NodesMember, errors);
    }

    /// <summary>Emits the policy.</summary>
    public static void Compile(LinuxMemoryPolicy policy, LaunchPlan plan)
    {
        ulong[] nodes = NumberList.TryReadBits(policy.Nodes)
            ?? throw new LinuxException("read memory policy nodes", policy.Nodes ?? "", Errno.EINVAL, NodesMember);
        int mode = Mode(policy.Mode);
        foreach (string? flag in policy.Flags ?? []) mode |= Flag(flag);
        plan.At("/linux/memoryPolicy").Emit(new SetMemoryPolicy
        {
            Mode = mode,
            // No nodes are a null pointer: the kernel reads from any other, however many bits it is told.
            Nodes = nodes.Length == 0 ? null : (ulong*)plan.Arena.Copy<ulong>(nodes),
            // The kernel reads one bit less than it is told, set_mempolicy(2), NOTES.
            Bits = nodes.Length == 0 ? 0 : nodes.Length * 64 + 1,
        });
    }

    /// <summary>The mode's number, or -1 for an unknown name.</summary>
    public static int Mode(string? name) => name switch
    {
        "MPOL_DEFAULT" => MPOL_DEFAULT,
        "MPOL_PREFERRED" => MPOL_PREFERRED,
        "MPOL_BIND" => MPOL_BIND,
        "MPOL_INTERLEAVE" => MPOL_INTERLEAVE,
        "MPOL_LOCAL" => MPOL_LOCAL,
        "MPOL_PREFERRED_MANY" => MPOL_PREFERRED_MANY,
        "MPOL_WEIGHTED_INTERLEAVE" => 6, // linux/mempolicy.h since 6.9
        _ => -1,
    };

    /// <summary>The flag's bit, or 0 for an unknown name.</summary>
    public static int Flag(string? name) => name switch
    {
        "MPOL_F_NUMA_BALANCING" => MPOL_F_NUMA_BALANCING,
        "MPOL_F_RELATIVE_NODES" => MPOL_F_RELATIVE_NODES,
        "MPOL_F_STATIC_NODES" => MPOL_F_STATIC_NODES,
        _ => 0,
    };
}
