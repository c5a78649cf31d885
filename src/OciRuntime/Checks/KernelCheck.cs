using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Native;

namespace OciRuntime.Checks;

/// <summary>The kernel's version, and settings that are about the runtime itself.</summary>
internal static class KernelCheck
{
    private const int OldestMajor = 5, OldestMinor = 14; // README.md: mount_setattr(2) recursively, and cgroup.kill

    /// <summary>Looks at it.</summary>
    public static void Run(CheckReport report)
    {
        string release = HostText.TryRead("/proc/sys/kernel/osrelease") ?? "";
        string[] parts = release.Split('.', '-');
        bool known = TryParse(parts, 0, out int major) & TryParse(parts, 1, out int minor);
        bool old = known && (major < OldestMajor || (major == OldestMajor && minor < OldestMinor));
        report.Add(new CheckResult("kernel", old ? CheckState.Missing : CheckState.Ok, "Linux " + release)
        {
            Advice = old ? "ocirun is made for Linux 5.14 and newer" : null,
            Needed = true,
        });
        SystemCalls(report);
        NoExecutableMemory(report);
    }

    private static void SystemCalls(CheckReport report)
    {
        List<string> refused = RefusedCalls.Find();
        bool all = refused.Count == 0;
        report.Add(new CheckResult("system calls", all ? CheckState.Ok : CheckState.Missing,
            all ? "all that ocirun makes are there" : RefusedCalls.Text(refused))
        {
            Advice = all ? null : "an engine whose profile knows them, or no profile, lets ocirun run in its container",
            Needed = true,
        });
    }

    private static bool TryParse(string[] parts, int index, out int number) =>
        int.TryParse(
            index < parts.Length ? parts[index] : "", NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>vm.memfd_noexec, Documentation/userspace-api/mfd_noexec.rst.</summary>
    private static void NoExecutableMemory(CheckReport report)
    {
        string? value = HostText.TryRead("/proc/sys/vm/memfd_noexec");
        if (value != "2")
        {
            report.Ok("memfd_noexec", value is null ? "the kernel has no such setting" : $"vm.memfd_noexec is {value}");
            return;
        }
        report.Add(new CheckResult(
            "memfd_noexec",
            CheckState.Limited,
            "vm.memfd_noexec is 2: ocirun protects itself by a read-only mount, which costs a little time")
        {
            Advice = "set vm.memfd_noexec to 0 or 1 if that matters",
        });
    }
}
