using System;
using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Native;

namespace OciRuntime.Cgroups.Resctrl;

/// <summary>The host's resctrl filesystem; the kernel's filesystems/resctrl.rst.</summary>
internal static class ResctrlHost
{
    /// <summary>Where it is mounted first; null if it is not.</summary>
    public static string? FindRoot() => FindRoot(ProcFile.Read("self/mountinfo"));

    /// <summary>The same from the text of mountinfo.</summary>
    public static string? FindRoot(string mountinfo)
    {
        foreach (Range range in mountinfo.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> line = mountinfo.AsSpan(range);
            // proc_pid_mountinfo(5): the type follows the only separator between spaces, the mount point is the fifth
            // field
            if (!line.Contains(" - resctrl ", StringComparison.Ordinal)) continue;
            return MountInfoText.Unescape(line.ToString().Split(' ')[4]);
        }
        return null;
    }

    /// <summary>What this host cannot apply of <paramref name="rdt"/>.</summary>
    /// <param name="rdt">The config's member.</param>
    /// <param name="root">Where resctrl is mounted; null if it is not.</param>
    /// <param name="errors">Where to add.</param>
    public static void Validate(LinuxIntelRdt rdt, string? root, List<SpecError> errors)
    {
        if (root is null)
        {
            errors.Add(
                new SpecError("/linux/intelRdt", "Intel RDT is not enabled: resctrl is not mounted on this host",
                    Code: SpecErrorCodes.Unsupported)
            );
            return;
        }
        if (!string.IsNullOrEmpty(rdt.L3CacheSchema) && !HasL3(root))
            errors.Add(
                new SpecError("/linux/intelRdt/l3CacheSchema", "Intel RDT/CAT is not enabled on this host",
                    Code: SpecErrorCodes.Unsupported));
        if (!string.IsNullOrEmpty(rdt.MemBwSchema) && !HasBandwidth(root))
            errors.Add(
                new SpecError("/linux/intelRdt/memBwSchema", "Intel RDT/MBA is not enabled on this host",
                    Code: SpecErrorCodes.Unsupported));
    }

    /// <summary>
    /// Whether parts of the L3 cache can be given to groups; with code and data apart, the kernel shows two resources.
    /// </summary>
    public static bool HasL3(string root) =>
        CgroupFile.Exists(root + "/info/L3") || CgroupFile.Exists(root + "/info/L3CODE");

    /// <summary>Whether memory bandwidth can be limited.</summary>
    public static bool HasBandwidth(string root) => CgroupFile.Exists(root + "/info/MB");

    /// <summary>
    /// The kernel's own words on the command that failed last, with a separator; empty if it has none.
    /// </summary>
    public static string LastStatus(string root) =>
        CgroupFile.TryRead(root + "/info/last_cmd_status")?.Trim() is { Length: > 0 } status && status != "ok"
            ? $" (last_cmd_status: {status})"
            : "";
}
