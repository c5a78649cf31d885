using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Namespaces;

/// <summary>
/// Namespaces that the config names by path and that are the runtime's own: what the config sets in them
/// (config-linux.md, Sysctl; config.md, Hostname and Domainname) would change the host, as without a namespace of that
/// type.
/// </summary>
internal static class HostNamespaces
{
    /// <summary>Adds a mistake for each sysctl and name that would be set in a namespace of the host.</summary>
    public static void Validate(Config.Spec spec, List<SpecError> errors)
    {
        if (spec.Linux is not { } linux) return;
        foreach (string name in linux.Sysctl?.Keys ?? (IEnumerable<string>)[])
        {
            if (SysctlName.Namespace(SysctlName.Dotted(name)) is { } type && IsHosts(linux, type))
                errors.Add(
                    new SpecError(
                        "/linux/sysctl/" + SpecValidator.Escape(name),
                        $"sysctl `{name}` is not allowed in the host's {type} namespace",
                        Code: SpecErrorCodes.Conflict
                    )
                );
        }
        if (!string.IsNullOrEmpty(spec.Hostname) && IsHosts(linux, "uts"))
            errors.Add(
                new SpecError("/hostname", "is not allowed in the host's uts namespace",
                    Code: SpecErrorCodes.Conflict));
        if (!string.IsNullOrEmpty(spec.Domainname) && IsHosts(linux, "uts"))
            errors.Add(
                new SpecError("/domainname", "is not allowed in the host's uts namespace",
                    Code: SpecErrorCodes.Conflict));
    }

    /// <summary>
    /// Whether the namespace of <paramref name="type"/> has a path that leads to the runtime's own; a path that cannot
    /// be opened is told where it is joined.
    /// </summary>
    private static bool IsHosts(Linux linux, string type)
    {
        foreach (LinuxNamespace one in linux.Namespaces ?? [])
        {
            if (one.Type != type || string.IsNullOrEmpty(one.Path)) continue;
            if (one.Path.Contains('\0')) return false; // SpecValidator's mistake
            string file = type == "network" ? "net" : type; // namespaces(7), The /proc/pid/ns/ directory
            using OwnedFd named = new(HostPath.Open(one.Path, O_PATH)),
                ours = new(HostPath.Open("/proc/thread-self/ns/" + file, O_PATH));
            return named.Fd != -1 && ours.Fd != -1 && Call.SameFile(named.Fd, ours.Fd);
        }
        return false;
    }
}
