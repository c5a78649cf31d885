using OciRuntime.Config;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Credentials;

/// <summary>config-linux.md, Memory Policy; set_mempolicy(2).</summary>
internal static class MemoryPolicies
{
    private const int MaxNodes = 1024; // MAX_NUMNODES of the kernel's largest x86 configuration

    /// <summary>Emits the policy.</summary>
    public static void Compile(LinuxMemoryPolicy policy, LaunchPlan plan)
    {
        ulong[] nodes = new ulong[MaxNodes / 64];
        bool any = Parse(policy.Nodes ?? "", nodes);
        int mode = Mode(policy.Mode);
        foreach (string? flag in policy.Flags ?? []) mode |= Flag(flag);
        // The kernel reads one bit less than it is told, set_mempolicy(2), NOTES.
        plan.At("linux.memoryPolicy").SetMemoryPolicy(mode, any ? nodes : [], any ? MaxNodes + 1 : 0);
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

    /// <summary>Reads the nodes; false where there are none.</summary>
    private static bool Parse(string list, ulong[] nodes) =>
        NumberMask.TryRead(list, nodes) ? list.Trim().Length > 0 : throw new LinuxException("read memory policy nodes", list, Errno.EINVAL);
}
