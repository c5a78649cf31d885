using System.Collections.Generic;
using System.Text;
using OciRuntime.Config;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes;

/// <summary>
/// Lists of CPUs and memory nodes beside those that this kernel can ever have: admin-guide/cputopology.rst, possible.
/// </summary>
internal static class HostNumbers
{
    /// <summary>The CPUs that can ever be.</summary>
    public const string Cpus = "/sys/devices/system/cpu/possible";

    /// <summary>The memory nodes that can ever be.</summary>
    public const string Nodes = "/sys/devices/system/node/possible";

    /// <summary>
    /// Adds an error if <paramref name="list"/> names numbers and none that <paramref name="file"/> has: the kernel
    /// would refuse it when it is too late.
    /// </summary>
    public static void Validate(string? list, string file, string at, List<SpecError> errors)
    {
        if (NumberList.TryReadBits(list) is not { Length: > 0 } asked || Read(file) is not { Length: > 0 } possible)
            return;
        if (NumberList.Overlap(asked, NumberList.TryReadBits(possible) ?? []))
            return;
        errors.Add(
            new SpecError(at, $"this host has none of `{list}`", $"it can have {possible}",
                Code: SpecErrorCodes.Unsupported));
    }

    /// <summary>The list of <paramref name="file"/>; null without a sysfs, when the kernel decides.</summary>
    private static string? Read(string file)
    {
        try
        {
            return FileBytes.TryReadAll(AT_FDCWD, file) is { } bytes ? Encoding.ASCII.GetString(bytes).Trim() : null;
        }
        catch (LinuxException)
        {
            return null;
        }
    }
}
