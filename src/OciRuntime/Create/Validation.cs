using System.Collections.Generic;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Resctrl;
using OciRuntime.Cgroups.Selection;
using OciRuntime.Config;
using OciRuntime.Namespaces;
using OciRuntime.Network;
using OciRuntime.ProcessAttributes;
using OciRuntime.Rootfs;
using OciRuntime.Security.Lsm;
using OciRuntime.Security.Seccomp;
namespace OciRuntime.Create;

/// <summary>Asks every module what is wrong with a config.</summary>
internal static class Validation
{
    /// <summary>Everything that is wrong.</summary>
    /// <param name="spec">The config.</param>
    /// <param name="cgroups">The host's cgroups; null where the container gets none.</param>
    /// <param name="rootless">The runtime is not root on the host.</param>
    public static List<SpecError> Find(Config.Spec spec, CgroupHost? cgroups, bool rootless)
    {
        List<SpecError> errors = SpecValidator.Validate(spec);
        RootfsCompiler.Validate(spec, errors);
        if (spec.Linux?.Seccomp is { } seccomp)
            SeccompCompiler.Validate(seccomp, errors);
        if (spec.Annotations?.GetValueOrDefault(RuntimeAnnotations.FailUnknownCall) is { } value && value != "0")
            SeccompCompiler.RefuseUnknown(spec.Linux?.Seccomp, errors);
        if (LsmPlan.IsNeeded(spec.Process) || spec.Linux?.MountLabel is { Length: > 0 })
            LsmLabels.Validate(spec.Process, spec.Linux, LsmDetection.Detect(), errors);
        if (cgroups is not null)
            CgroupManagers.Validate(spec.Linux?.Resources, cgroups, rootless, errors);
        HostNamespaces.Validate(spec, errors);
        NetworkDevices.Validate(spec.Linux, rootless, errors);
        CpuAffinities.Validate(spec.Process, errors);
        MemoryPolicies.Validate(spec.Linux?.MemoryPolicy, errors);
        if (spec.Linux?.IntelRdt is { } rdt) ResctrlHost.Validate(rdt, ResctrlHost.FindRoot(), errors);
        return errors;
    }
}
