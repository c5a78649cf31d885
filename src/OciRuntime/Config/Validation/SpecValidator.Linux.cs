using System.Collections.Generic;

namespace OciRuntime.Config;

internal static partial class SpecValidator
{
    private static void Linux(Linux linux, Dictionary<string, LinuxNamespace> namespaces, List<SpecError> errors)
    {
        UserNamespace(linux, namespaces, errors);
        TimeOffsets(linux.TimeOffsets ?? [], namespaces, errors);
        Paths(linux.MaskedPaths ?? [], "/linux/maskedPaths", namespaces, errors);
        Paths(linux.ReadonlyPaths ?? [], "/linux/readonlyPaths", namespaces, errors);
        Propagation(linux.RootfsPropagation, errors);
        Devices(linux.Devices ?? [], errors);
        NetDevices(linux.NetDevices ?? [], namespaces, errors);
        Sysctls(linux.Sysctl ?? [], namespaces, errors);
        if (linux.Resources is not null) Resources(linux.Resources, errors);
        if (linux.Personality is not null) Personality(linux.Personality, errors);
        if (linux.MemoryPolicy is not null) MemoryPolicy(linux.MemoryPolicy, errors);
        if (linux.IntelRdt is not null) IntelRdt(linux.IntelRdt, errors);
        RejectNul(linux.CgroupsPath, "/linux/cgroupsPath", errors);
        RejectNul(linux.MountLabel, "/linux/mountLabel", errors);
        RejectNul(linux.Seccomp?.ListenerPath, "/linux/seccomp/listenerPath", errors);
    }

    /// <summary>config-linux.md, Masked Paths and Readonly Paths.</summary>
    private static void Paths(
        string[] paths, string at, Dictionary<string, LinuxNamespace> namespaces, List<SpecError> errors)
    {
        if (paths.Length > 0 && !namespaces.ContainsKey("mount"))
        {
            errors.Add(
                new SpecError(at, "unable to restrict sys entries without a private MNT namespace",
                    Code: SpecErrorCodes.Conflict));
        }
        RejectNuls(paths, at, errors);
        for (int i = 0; i < paths.Length; i++)
        {
            if (!IsAbsolute(paths[i])) errors.Add(new SpecError($"{at}/{i}", $"`{paths[i]}` is not an absolute path"));
        }
    }

    private static void Propagation(string? name, List<SpecError> errors)
    {
        bool known = string.IsNullOrEmpty(name) || MountOptionParser.PropagationOf(name) != 0;
        if (!known)
            errors.Add(
                new SpecError(
                    "/linux/rootfsPropagation",
                    $"`{name}` is not a propagation",
                    "shared, slave, private or unbindable"
                )
            );
    }

    /// <summary>config-linux.md, Devices.</summary>
    private static void Devices(LinuxDevice[] devices, List<SpecError> errors)
    {
        Dictionary<string, int> first = new(devices.Length);
        for (int i = 0; i < devices.Length; i++)
        {
            LinuxDevice device = devices[i];
            string at = "/linux/devices/" + i;
            if (device.Type is not ("c" or "b" or "u" or "p"))
                errors.Add(new SpecError(at + "/type", $"`{device.Type}` is not a type of device", "c, b, u or p"));
            if (string.IsNullOrEmpty(device.Path))
                errors.Add(new SpecError(at + "/path", "required", "an absolute path", Code: SpecErrorCodes.Required));
            else if (!IsAbsolute(device.Path))
                errors.Add(new SpecError(at + "/path", $"`{device.Path}` is not an absolute path"));
            RejectNul(device.Path, at + "/path", errors);
            int before = first.TryAdd(device.Path ?? "", i) ? i : first[device.Path ?? ""];
            if (!IsSame(device, devices[before]))
                errors.Add(
                    new SpecError(at + "/path", $"`{device.Path}` is another device in entry {before}",
                        Code: SpecErrorCodes.Duplicate));
        }
    }

    private static bool IsSame(LinuxDevice a, LinuxDevice b) =>
        a.Type == b.Type && (a.Type == "p" || (a.Major == b.Major && a.Minor == b.Minor));

    /// <summary>config-linux.md, Network Devices.</summary>
    private static void NetDevices(
        Dictionary<string, LinuxNetDevice> devices,
        Dictionary<string, LinuxNamespace> namespaces,
        List<SpecError> errors
    )
    {
        if (devices.Count > 0 && !namespaces.ContainsKey("network"))
            errors.Add(
                new SpecError("/linux/netDevices", "unable to move network devices without a NET namespace",
                    Code: SpecErrorCodes.Conflict));
        foreach ((string name, LinuxNetDevice device) in devices)
        {
            string at = "/linux/netDevices/" + Escape(name);
            if (!IsInterface(name)) errors.Add(new SpecError(at, $"`{name}` is not a name of a network device"));
            bool renamed = !string.IsNullOrEmpty(device.Name);
            if (renamed && !IsInterface(device.Name!))
                errors.Add(new SpecError(at + "/name", $"`{device.Name}` is not a name of a network device"));
        }
    }

    /// <summary>What the kernel takes as an interface's name: net/core/dev.c, dev_valid_name.</summary>
    private static bool IsInterface(string name)
    {
        const int Longest = 15; // bytes, IFNAMSIZ of linux/if.h less the NUL
        if (name is "" or "." or ".." || System.Text.Encoding.UTF8.GetByteCount(name) > Longest) return false;
        foreach (char c in name)
        {
            if (c is '/' or ':' or '\0' or ' ' or (>= '\t' and <= '\r')) return false;
        }
        return true;
    }

    private static void Personality(LinuxPersonality personality, List<SpecError> errors)
    {
        const string At = "/linux/personality";
        if (personality.Domain is not ("LINUX" or "LINUX32"))
            errors.Add(
                new SpecError(At + "/domain", $"`{personality.Domain}` is not an execution domain", "LINUX or LINUX32")
            );
        if (personality.Flags is { Length: > 0 })
            errors.Add(new SpecError(At + "/flags", "no flag is supported", "the spec names none"));
    }

    /// <summary>config-linux.md, Memory policy; which modes take nodes: set_mempolicy(2).</summary>
    private static void MemoryPolicy(LinuxMemoryPolicy policy, List<SpecError> errors)
    {
        const string At = "/linux/memoryPolicy";
        bool without = policy.Mode is "MPOL_DEFAULT" or "MPOL_LOCAL";
        bool with =
            policy.Mode is "MPOL_BIND" or "MPOL_INTERLEAVE" or "MPOL_WEIGHTED_INTERLEAVE" or "MPOL_PREFERRED_MANY";
        if (!with && !without && policy.Mode != "MPOL_PREFERRED")
            errors.Add(new SpecError(At + "/mode", $"invalid memory policy mode `{policy.Mode}`"));
        int nodes = 0;
        foreach ((int first, int last) in NumberList.TryRead(policy.Nodes) ?? []) nodes += last - first + 1;
        if (nodes == 0 && !string.IsNullOrEmpty(policy.Nodes))
            errors.Add(new SpecError(At + "/nodes", $"invalid memory policy nodes `{policy.Nodes}`", "like 0-3,7"));
        if (without && nodes > 0)
            errors.Add(new SpecError(At + "/nodes", $"{policy.Mode}: the mode requires 0 nodes but got {nodes}",
                Code: SpecErrorCodes.Conflict));
        if (with && string.IsNullOrWhiteSpace(policy.Nodes))
            errors.Add(
                new SpecError(At + "/nodes", $"{policy.Mode} needs at least one node", Code: SpecErrorCodes.Conflict));
        string[] flags = policy.Flags ?? [];
        for (int i = 0; i < flags.Length; i++)
        {
            bool known = flags[i] is "MPOL_F_NUMA_BALANCING" or "MPOL_F_RELATIVE_NODES" or "MPOL_F_STATIC_NODES";
            if (!known) errors.Add(new SpecError($"{At}/flags/{i}", $"invalid memory policy flag `{flags[i]}`"));
        }
        bool both =
            System.Array.IndexOf(flags, "MPOL_F_RELATIVE_NODES") >= 0
            && System.Array.IndexOf(flags, "MPOL_F_STATIC_NODES") >= 0;
        if (both)
            errors.Add(
                new SpecError(At + "/flags", "MPOL_F_RELATIVE_NODES and MPOL_F_STATIC_NODES exclude each other",
                    Code: SpecErrorCodes.Conflict)
            );
    }

    /// <summary>config-linux.md, IntelRdt.</summary>
    private static void IntelRdt(LinuxIntelRdt rdt, List<SpecError> errors)
    {
        const string At = "/linux/intelRdt";
        bool directory =
            string.IsNullOrEmpty(rdt.ClosID)
            || rdt.ClosID == "/"
            || (rdt.ClosID is not ("." or "..") && !rdt.ClosID.Contains('/'));
        if (!directory)
            errors.Add(
                new SpecError(
                    At + "/closID",
                    $"`{rdt.ClosID}` is not a name of a directory",
                    "or / for the default group"
                )
            );
        RejectNul(rdt.ClosID, At + "/closID", errors);
        Line(rdt.L3CacheSchema, At + "/l3CacheSchema", errors);
        Line(rdt.MemBwSchema, At + "/memBwSchema", errors);
        bool bandwidth =
            string.IsNullOrEmpty(rdt.MemBwSchema) || rdt.MemBwSchema.StartsWith("MB:", System.StringComparison.Ordinal);
        if (!bandwidth)
            errors.Add(new SpecError(At + "/memBwSchema", $"`{rdt.MemBwSchema}` does not begin with `MB:`"));
        for (int i = 0; i < (rdt.Schemata?.Length ?? 0); i++)
            Line(rdt.Schemata![i], $"{At}/schemata/{i}", errors);
    }

    /// <summary>Whether the list names a number; what is neither a list nor empty is an error.</summary>
    private static bool List(string? list, string at, List<SpecError> errors)
    {
        bool any = NumberList.TryRead(list) is { Count: > 0 };
        if (!any && !string.IsNullOrEmpty(list))
            errors.Add(new SpecError(at, $"`{list}` is not a list of numbers", "like 0-3,7"));
        return any;
    }

    private static void Line(string? text, string at, List<SpecError> errors)
    {
        if (text?.Contains('\n') == true) errors.Add(new SpecError(at, "contains a line feed", "one line"));
        RejectNul(text, at, errors);
    }
}
