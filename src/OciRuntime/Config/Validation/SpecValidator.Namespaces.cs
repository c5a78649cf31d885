using System;
using System.Collections.Generic;

namespace OciRuntime.Config;

internal static partial class SpecValidator
{
    /// <summary>config-linux.md, Namespaces; what is good in it, by type.</summary>
    private static Dictionary<string, LinuxNamespace> Namespaces(LinuxNamespace[] all, List<SpecError> errors)
    {
        Dictionary<string, LinuxNamespace> byType = new(all.Length);
        for (int i = 0; i < all.Length; i++)
        {
            string at = "/linux/namespaces/" + i;
            string? type = all[i].Type;
            bool known = type is "pid" or "network" or "mount" or "ipc" or "uts" or "user" or "cgroup" or "time";
            if (string.IsNullOrEmpty(type))
                errors.Add(new SpecError(at + "/type", "required", "like pid", Code: SpecErrorCodes.Required));
            else if (!known)
                errors.Add(new SpecError(at + "/type", $"namespace `{type}` does not exist"));
            else if (!byType.TryAdd(type, all[i]))
                errors.Add(
                    new SpecError(at + "/type", $"duplicated namespace `{type}`", Code: SpecErrorCodes.Duplicate));
            bool relative = !string.IsNullOrEmpty(all[i].Path) && !IsAbsolute(all[i].Path);
            if (relative) errors.Add(new SpecError(at + "/path", $"`{all[i].Path}` is not an absolute path"));
            RejectNul(all[i].Path, at + "/path", errors);
        }
        return byType;
    }

    private static bool IsNew(Dictionary<string, LinuxNamespace> namespaces, string type) =>
        namespaces.TryGetValue(type, out LinuxNamespace? one) && string.IsNullOrEmpty(one.Path);

    /// <summary>config-linux.md, User namespace mappings.</summary>
    private static void UserNamespace(
        Linux linux,
        Dictionary<string, LinuxNamespace> namespaces,
        List<SpecError> errors
    )
    {
        UserMappings(linux.UIDMappings ?? [], "/linux/uidMappings", namespaces, errors);
        UserMappings(linux.GIDMappings ?? [], "/linux/gidMappings", namespaces, errors);
    }

    /// <summary>
    /// Mappings without a user namespace: some tools always write them, and runc and crun do without them.
    /// </summary>
    private static void MappingWarnings(Linux? linux, List<SpecError> warnings)
    {
        if (HasUserNamespace(linux)) return;
        const string Message = "without effect: the config asks for no user namespace";
        if (linux?.UIDMappings is { Length: > 0 }) warnings.Add(new SpecError("/linux/uidMappings", Message));
        if (linux?.GIDMappings is { Length: > 0 }) warnings.Add(new SpecError("/linux/gidMappings", Message));
    }

    /// <summary>Removes mappings that there is no user namespace for, so that nobody takes them for the
    /// container's.</summary>
    public static void DropUnusedMappings(Spec spec)
    {
        if (spec.Linux is null || HasUserNamespace(spec.Linux)) return;
        spec.Linux.UIDMappings = spec.Linux.GIDMappings = null;
    }

    private static bool HasUserNamespace(Linux? linux) =>
        Array.Exists(linux?.Namespaces ?? [], static one => one.Type == "user");

    private static void UserMappings(
        LinuxIDMapping[] mappings, string at, Dictionary<string, LinuxNamespace> namespaces, List<SpecError> errors)
    {
        // Without one the process has no id of its own inside, and cannot take one.
        if (mappings.Length == 0 && IsNew(namespaces, "user"))
            errors.Add(new SpecError(at, "required for a new user namespace", Code: SpecErrorCodes.Required));
        Mappings(mappings, at, errors);
    }

    /// <summary>
    /// What the kernel refuses to take into uid_map; user_namespaces(7), Defining user and group ID mappings.
    /// </summary>
    private static void Mappings(LinuxIDMapping[] mappings, string at, List<SpecError> errors)
    {
        const int Most = 340; // lines since Linux 4.15, user_namespaces(7)
        if (mappings.Length > Most)
        {
            errors.Add(
                new SpecError(at, $"has {mappings.Length} entries", $"at most {Most}", Code: SpecErrorCodes.Range));
            return;
        }
        for (int i = 0; i < mappings.Length; i++)
        {
            LinuxIDMapping map = mappings[i];
            if (map.Size == 0)
                errors.Add(new SpecError($"{at}/{i}/size", "is zero", "at least 1", Code: SpecErrorCodes.Range));
            else if (IsTooLong(map.ContainerID, map.Size) || IsTooLong(map.HostID, map.Size))
                errors.Add(
                    new SpecError($"{at}/{i}/size", $"{map.Size} ids go past the last one, 4294967294",
                        Code: SpecErrorCodes.Range));
            for (int before = 0; before < i; before++)
            {
                if (Overlap(map, mappings[before])) errors.Add(
                    new SpecError($"{at}/{i}", $"overlaps entry {before}", Code: SpecErrorCodes.Duplicate));
            }
        }
    }

    private static bool IsTooLong(uint first, uint size) => (ulong)first + size > uint.MaxValue;

    private static bool Overlap(LinuxIDMapping a, LinuxIDMapping b) =>
        Overlap(a.ContainerID, a.Size, b.ContainerID, b.Size) || Overlap(a.HostID, a.Size, b.HostID, b.Size);

    private static bool Overlap(ulong a, ulong sizeA, ulong b, ulong sizeB) => a < b + sizeB && b < a + sizeA;

    /// <summary>config-linux.md, Offset for Time Namespace; time_namespaces(7).</summary>
    private static void TimeOffsets(
        Dictionary<string, LinuxTimeOffset> offsets,
        Dictionary<string, LinuxNamespace> namespaces,
        List<SpecError> errors
    )
    {
        if (offsets.Count > 0 && !IsNew(namespaces, "time"))
        {
            errors.Add(
                new SpecError("/linux/timeOffsets", "needs a new time namespace", "one that is joined has its offsets",
                    Code: SpecErrorCodes.Conflict)
            );
        }
        foreach ((string clock, LinuxTimeOffset offset) in offsets)
        {
            string at = "/linux/timeOffsets/" + Escape(clock);
            if (clock is not ("monotonic" or "boottime"))
                errors.Add(new SpecError(at, $"`{clock}` is not a clock with offsets", "monotonic or boottime"));
            if (offset.Nanosecs > 999_999_999)
                errors.Add(
                    new SpecError(at + "/nanosecs", $"{offset.Nanosecs} is out of range", "0 to 999999999",
                        Code: SpecErrorCodes.Range));
        }
    }
}
