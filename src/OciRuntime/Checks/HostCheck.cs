using System.Collections.Generic;
using OciRuntime.Config;

namespace OciRuntime.Checks;

/// <summary>Asks each subject what it finds on this host.</summary>
internal static class HostCheck
{
    /// <summary>Looks at the host. Nothing can be made after it: the command is in new namespaces.</summary>
    /// <param name="target">For whom.</param>
    /// <param name="mistakes">What is wrong with the config.</param>
    public static CheckReport Run(CheckTarget target, List<SpecError> mistakes)
    {
        CheckReport report = new();
        foreach (SpecError mistake in mistakes)
        {
            report.Add(new CheckResult("config", CheckState.Missing, mistake.Text)
            {
                Needed = true,
                Pointer = mistake.Pointer,
            });
        }
        KernelCheck.Run(report);
        CgroupCheck.Run(target, report);
        SystemdCheck.Run(target, report);
        IdMapCheck.Run(target, report);
        SecurityCheck.Run(target, report);
        FilesystemCheck.Run(target, report);
        SourceCheck.Run(target, report);
        ProcCheck.Run(target, report);
        KeyringCheck.Run(target, report);
        CriuCheck.Run(target, report);
        IdMappedMountCheck.Run(target, report);
        NamespaceCheck.Run(target, report);
        return report;
    }
}
