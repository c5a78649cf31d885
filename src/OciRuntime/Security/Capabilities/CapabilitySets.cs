using System;
using System.Collections.Generic;
using System.Text;
using OciRuntime.Config;
using OciRuntime.Diagnostics;

namespace OciRuntime.Security.Capabilities;

/// <summary>
/// process.capabilities as bit masks: exactly what the config says and nothing else, config.md, Linux Process. A config
/// without capabilities drops all of them, as runc does.
/// </summary>
internal readonly record struct CapabilitySets(
    ulong Bounding,
    ulong Effective,
    ulong Inheritable,
    ulong Permitted,
    ulong Ambient
)
{
    /// <summary>Compiles the five sets.</summary>
    /// <param name="config">process.capabilities, or null.</param>
    /// <param name="lastCap">/proc/sys/kernel/cap_last_cap: the largest number that the kernel knows.</param>
    /// <param name="warnings">
    /// Gets a line for what cannot be granted: the spec wants a warning and no failure (config.md, capabilities).
    /// </param>
    public static CapabilitySets Compile(LinuxCapabilities? config, int lastCap, List<string> warnings)
    {
        if (config is null)
            return default;
        List<string>? unknown = null;
        CapabilitySets sets = new(
            Mask(config.Bounding, lastCap, ref unknown),
            Mask(config.Effective, lastCap, ref unknown),
            Mask(config.Inheritable, lastCap, ref unknown),
            Mask(config.Permitted, lastCap, ref unknown),
            Mask(config.Ambient, lastCap, ref unknown));
        unknown?.Sort(StringComparer.Ordinal);
        if (unknown is not null)
        {
            string names = string.Join(' ', unknown);
            warnings.Add($"ignoring unknown or unavailable capabilities: [{names}]{Meant(unknown)}");
        }
        // the kernel raises only what is permitted and inheritable, PR_CAP_AMBIENT_RAISE in prctl(2)
        ulong refused = sets.Ambient & ~(sets.Permitted & sets.Inheritable);
        if (refused != 0)
            warnings.Add(
                $"can't raise ambient {(ulong.IsPow2(refused) ? "capability" : "capabilities")} {Names(refused)}: "
                + $"operation not permitted"
            );
        return sets with { Ambient = sets.Ambient & ~refused };
    }

    /// <summary>What the names were probably meant to be, for the end of the sentence.</summary>
    private static string Meant(List<string> unknown)
    {
        List<string> meant = [];
        foreach (string name in unknown)
        {
            if (CapabilityNames.TryParse(name, out _)) continue;
            string full = name.StartsWith("CAP_", StringComparison.OrdinalIgnoreCase) ? name : "CAP_" + name;
            if (Spelling.Closest(full, CapabilityNames.All) is { } known && !meant.Contains(known)) meant.Add(known);
        }
        return meant.Count == 0 ? "" : $" (did you mean {string.Join(", ", meant)}?)";
    }

    private static string Names(ulong set)
    {
        StringBuilder names = new();
        for (int capability = 0; set != 0; capability++, set >>= 1)
        {
            if ((set & 1) != 0) names.Append(names.Length == 0 ? "" : " ").Append(CapabilityNames.Name(capability));
        }
        return names.ToString();
    }

    private static ulong Mask(string[]? names, int lastCap, ref List<string>? unknown)
    {
        ulong mask = 0;
        for (int i = 0; i < (names?.Length ?? 0); i++)
        {
            if (CapabilityNames.TryParse(names![i] ?? "", out int capability) && capability <= lastCap)
                mask |= 1UL << capability;
            else if (!(unknown ??= []).Contains(names[i] ?? ""))
                unknown.Add(names[i] ?? "");
        }
        return mask;
    }
}
