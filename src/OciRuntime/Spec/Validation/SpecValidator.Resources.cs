using System.Collections.Generic;

namespace OciRuntime.Spec;

internal static partial class SpecValidator
{
    private static void Resources(LinuxResources? resources, List<SpecError> errors)
    {
        if (resources is null) return;
        for (int i = 0; i < (resources.Devices?.Length ?? 0); i++)
        {
            LinuxDeviceCgroup rule = resources.Devices![i];
            if (!string.IsNullOrEmpty(rule.Type) && !IsOneOf(rule.Type, "a", "b", "c")) errors.Add(new SpecError(At("/linux/resources/devices", i, "type"), $"`{rule.Type}` is not a device type"));
            foreach (char access in rule.Access ?? "")
            {
                if (access is not ('r' or 'w' or 'm')) errors.Add(new SpecError(At("/linux/resources/devices", i, "access"), $"`{rule.Access}` is not made of r, w and m"));
            }
        }
        if (resources.Memory?.Swappiness is > 100) errors.Add(new SpecError("/linux/resources/memory/swappiness", $"{resources.Memory.Swappiness} is not between 0 and 100"));
        if (resources.Memory is { Limit: long and > 0 and long limit, Swap: long and > 0 and long swap } && swap < limit)
        {
            errors.Add(new SpecError("/linux/resources/memory/swap", $"memory+swap {swap} is below the memory limit {limit}"));
        }
        foreach (string path in (IEnumerable<string>?)resources.Unified?.Keys ?? [])
        {
            if (path.Contains('/') || path.Length == 0) errors.Add(new SpecError("/linux/resources/unified", $"`{path}` must be a file name, not a path"));
        }
    }

    private static void MemoryPolicy(LinuxMemoryPolicy? policy, List<SpecError> errors)
    {
        if (policy is null) return;
        bool known = IsOneOf(policy.Mode, "MPOL_DEFAULT", "MPOL_PREFERRED", "MPOL_BIND", "MPOL_INTERLEAVE", "MPOL_LOCAL", "MPOL_PREFERRED_MANY", "MPOL_WEIGHTED_INTERLEAVE");
        if (!known) errors.Add(new SpecError("/linux/memoryPolicy/mode", $"`{policy.Mode}` is not a memory policy"));
        for (int i = 0; i < (policy.Flags?.Length ?? 0); i++)
        {
            if (!IsOneOf(policy.Flags![i], "MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES", "MPOL_F_STATIC_NODES")) errors.Add(new SpecError(At("/linux/memoryPolicy/flags", i), $"`{policy.Flags[i]}` is not a flag"));
        }
    }
}
