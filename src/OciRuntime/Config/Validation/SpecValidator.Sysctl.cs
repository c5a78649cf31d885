using System.Collections.Generic;

namespace OciRuntime.Config;

internal static partial class SpecValidator
{
    /// <summary>config-linux.md, Sysctl: only what is the container's own, as in runc.</summary>
    private static void Sysctls(
        Dictionary<string, string> all, Dictionary<string, LinuxNamespace> namespaces, List<SpecError> errors)
    {
        foreach ((string name, string value) in all)
        {
            string at = "/linux/sysctl/" + Escape(name);
            RejectNul(name, at, errors);
            RejectNul(value, at, errors);
            string dotted = SysctlName.Dotted(name);
            string? needed = SysctlName.Namespace(dotted);
            if (!SysctlName.IsPath(dotted))
                errors.Add(new SpecError(at, $"`{name}` is not a name of a sysctl"));
            else if (needed is null)
                errors.Add(new SpecError(at, $"sysctl `{name}` is not in a separate kernel namespace"));
            else if (!namespaces.ContainsKey(needed))
                errors.Add(
                    new SpecError(at, $"sysctl `{name}` is not allowed in the host's {needed} namespace",
                        Code: SpecErrorCodes.Conflict));
            else if (dotted == "kernel.hostname")
                errors.Add(
                    new SpecError(at, $"sysctl `{name}` is what `hostname` sets", Code: SpecErrorCodes.Conflict));
        }
    }
}
