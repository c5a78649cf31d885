using System;
using System.Collections.Generic;

namespace OciRuntime.Spec;

internal static partial class SpecValidator
{
    private static void Linux(Spec spec, Linux? linux, List<SpecError> errors)
    {
        Dictionary<string, LinuxNamespace> spaces = Namespaces(linux?.Namespaces ?? [], errors);
        if (!string.IsNullOrEmpty(spec.Hostname) && !spaces.ContainsKey("uts")) errors.Add(new SpecError("/hostname", "needs a uts namespace"));
        if (!string.IsNullOrEmpty(spec.Domainname) && !spaces.ContainsKey("uts")) errors.Add(new SpecError("/domainname", "needs a uts namespace"));
        if (linux is null) return;
        UserNamespace(linux, spaces, errors);
        if (linux.TimeOffsets is { Count: > 0 } && (!spaces.TryGetValue("time", out LinuxNamespace? time) || !string.IsNullOrEmpty(time.Path)))
        {
            errors.Add(new SpecError("/linux/timeOffsets", "needs a new time namespace"));
        }
        foreach (string clock in (IEnumerable<string>?)linux.TimeOffsets?.Keys ?? [])
        {
            if (!IsOneOf(clock, "monotonic", "boottime")) errors.Add(new SpecError("/linux/timeOffsets/" + clock, "is neither monotonic nor boottime"));
        }
        bool hides = linux.MaskedPaths is { Length: > 0 } || linux.ReadonlyPaths is { Length: > 0 };
        if (hides && !spaces.ContainsKey("mount")) errors.Add(new SpecError("/linux/maskedPaths", "unable to restrict sys entries without a private MNT namespace"));
        Paths(linux.MaskedPaths, "/linux/maskedPaths", errors);
        Paths(linux.ReadonlyPaths, "/linux/readonlyPaths", errors);
        if (!string.IsNullOrEmpty(linux.RootfsPropagation) && !IsOneOf(
            linux.RootfsPropagation, "shared", "rshared", "slave", "rslave", "private", "rprivate", "unbindable", "runbindable"))
        {
            errors.Add(new SpecError("/linux/rootfsPropagation", $"`{linux.RootfsPropagation}` is not a propagation"));
        }
        if (linux.Personality is { } persona && !IsOneOf(persona.Domain, "LINUX", "LINUX32")) errors.Add(new SpecError("/linux/personality/domain", $"`{persona.Domain}` is neither LINUX nor LINUX32"));
        if (linux.Personality?.Flags is { Length: > 0 }) errors.Add(new SpecError("/linux/personality/flags", "no flag is supported"));
        Devices(linux.Devices, errors);
        Sysctls(linux.Sysctl, spaces, errors);
        Resources(linux.Resources, errors);
        MemoryPolicy(linux.MemoryPolicy, errors);
        Text(linux.CgroupsPath, "/linux/cgroupsPath", errors);
    }

    private static Dictionary<string, LinuxNamespace> Namespaces(LinuxNamespace[] all, List<SpecError> errors)
    {
        Dictionary<string, LinuxNamespace> spaces = [];
        for (int i = 0; i < all.Length; i++)
        {
            string type = all[i].Type ?? "";
            if (!IsOneOf(type, "pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time")) errors.Add(new SpecError(At("/linux/namespaces", i, "type"), $"`{type}` is not a namespace"));
            else if (!spaces.TryAdd(type, all[i])) errors.Add(new SpecError(At("/linux/namespaces", i, "type"), $"`{type}` comes twice"));
            if (!string.IsNullOrEmpty(all[i].Path) && all[i].Path![0] != '/') errors.Add(new SpecError(At("/linux/namespaces", i, "path"), $"`{all[i].Path}` is not an absolute path"));
            Text(all[i].Path, At("/linux/namespaces", i, "path"), errors);
        }
        return spaces;
    }

    private static void UserNamespace(Linux linux, Dictionary<string, LinuxNamespace> spaces, List<SpecError> errors)
    {
        bool maps = linux.UIDMappings is { Length: > 0 } || linux.GIDMappings is { Length: > 0 };
        bool present = spaces.TryGetValue("user", out LinuxNamespace? user);
        bool created = present && string.IsNullOrEmpty(user!.Path);
        if (maps && !present) errors.Add(new SpecError("/linux/uidMappings", "user namespace mappings specified, but user namespace isn't enabled in the config"));
        if (created && linux.UIDMappings is not { Length: > 0 }) errors.Add(new SpecError("/linux/uidMappings", "a new user namespace needs mappings"));
        if (created && linux.GIDMappings is not { Length: > 0 }) errors.Add(new SpecError("/linux/gidMappings", "a new user namespace needs mappings"));
        Mappings(linux.UIDMappings, "/linux/uidMappings", errors);
        Mappings(linux.GIDMappings, "/linux/gidMappings", errors);
    }

    private static void Mappings(LinuxIDMapping[]? maps, string pointer, List<SpecError> errors)
    {
        for (int i = 0; i < (maps?.Length ?? 0); i++)
        {
            if (maps![i].Size == 0) errors.Add(new SpecError(At(pointer, i, "size"), "is zero"));
            for (int before = 0; before < i; before++)
            {
                bool inside = Overlap(maps[i].ContainerID, maps[before].ContainerID, maps[i].Size, maps[before].Size);
                bool outside = Overlap(maps[i].HostID, maps[before].HostID, maps[i].Size, maps[before].Size);
                if (inside || outside) errors.Add(new SpecError(At(pointer, i), $"overlaps entry {before}"));
            }
        }
    }

    private static bool Overlap(uint a, uint b, uint sizeA, uint sizeB) => (ulong)a < (ulong)b + sizeB && (ulong)b < (ulong)a + sizeA;

    private static void Paths(string[]? paths, string pointer, List<SpecError> errors)
    {
        for (int i = 0; i < (paths?.Length ?? 0); i++)
        {
            if (string.IsNullOrEmpty(paths![i]) || paths[i][0] != '/') errors.Add(new SpecError(At(pointer, i), $"`{paths[i]}` is not an absolute path"));
            Text(paths[i], At(pointer, i), errors);
        }
    }

    private static void Devices(LinuxDevice[]? devices, List<SpecError> errors)
    {
        for (int i = 0; i < (devices?.Length ?? 0); i++)
        {
            LinuxDevice device = devices![i];
            if (!IsOneOf(device.Type, "b", "c", "u", "p")) errors.Add(new SpecError(At("/linux/devices", i, "type"), $"`{device.Type}` is not a device type"));
            if (string.IsNullOrEmpty(device.Path) || device.Path[0] != '/') errors.Add(new SpecError(At("/linux/devices", i, "path"), $"`{device.Path}` is not an absolute path"));
            Text(device.Path, At("/linux/devices", i, "path"), errors);
        }
    }

    private static void Sysctls(Dictionary<string, string>? all, Dictionary<string, LinuxNamespace> spaces, List<SpecError> errors)
    {
        foreach ((string name, string value) in all ?? [])
        {
            string pointer = "/linux/sysctl/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
            Text(name, pointer, errors);
            Text(value, pointer, errors);
            string? needed = NamespaceOf(name);
            if (needed is null) errors.Add(new SpecError(pointer, $"sysctl \"{name}\" is not in a separate kernel namespace"));
            else if (!spaces.ContainsKey(needed)) errors.Add(new SpecError(pointer, $"sysctl \"{name}\" is not allowed in the hosts {needed} namespace"));
            if (name.Contains("..", StringComparison.Ordinal)) errors.Add(new SpecError(pointer, $"`{name}` is not a sysctl"));
        }
    }

    /// <summary>Which namespace has its own copy of a sysctl; runc, validate/validator.go, sysctl.</summary>
    private static string? NamespaceOf(string name)
    {
        int dot = name.IndexOf('.'), slash = name.IndexOf('/');
        string dotted = slash >= 0 && (dot < 0 || slash < dot) ? name.Replace('/', '.') : name;
        if (IsOneOf(dotted, "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced")) return "ipc";
        if (dotted.StartsWith("fs.mqueue.", StringComparison.Ordinal)) return "ipc";
        if (IsOneOf(dotted, "kernel.domainname", "kernel.hostname")) return "uts";
        if (dotted.StartsWith("user.", StringComparison.Ordinal)) return "user";
        return dotted.StartsWith("net.", StringComparison.Ordinal) ? "network" : null;
    }
}
