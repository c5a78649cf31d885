using System;
using System.Collections.Generic;
using OciRuntime.Cgroups.Systemd;
using OciRuntime.Config;
using OciRuntime.Native;
namespace OciRuntime.Cgroups.Selection;

/// <summary>Chooses the manager of a container's cgroups.</summary>
internal static class CgroupManagers
{
    /// <summary>The manager for a new container; makes nothing yet.</summary>
    /// <param name="manager">cgroupfs or systemd.</param>
    /// <param name="id">The container's id: its cgroup's name where the config has none.</param>
    /// <param name="spec">The config.</param>
    /// <param name="rootless">Cgroups that may not be made are done without.</param>
    /// <param name="host">The host's cgroups.</param>
    /// <exception cref="SpecException">The cgroup cannot be this container's own.</exception>
    public static ICgroupManager ForNewContainer(
        string manager,
        string id,
        Config.Spec spec,
        bool rootless,
        CgroupHost host
    )
    {
        if (manager == "systemd") return ForNewScope(id, spec, rootless, host);
        string? cgroupsPath = spec.Linux?.CgroupsPath;
        bool named = !string.IsNullOrEmpty(cgroupsPath);
        string inner = named ? CgroupPaths.Clean(cgroupsPath!) : id;
        if (inner.Trim('/').Length == 0)
            throw CgroupTree.Refuse($"`{cgroupsPath}` names no cgroup below the one that is there");
        CgroupRecord record = new() { Unified = host.Mode == CgroupMode.Unified };
        if (record.Unified) record.Paths[""] = CgroupPaths.InUnified(host, inner);
        else AddHierarchies(record, host, inner);
        CheckNames(record);
        return Files(record, spec, mayLack: rootless && !named, rootless);
    }

    private static SystemdManager ForNewScope(string id, Config.Spec spec, bool rootless, CgroupHost host)
    {
        bool unified = host.Mode == CgroupMode.Unified;
        if (rootless && !unified)
            throw new SpecException([
                new SpecError("", "without privileges systemd manages cgroups of version 2 only",
                    Code: SpecErrorCodes.Unsupported),
            ]);
        UnitName name = UnitName.FromCgroupsPath(spec.Linux?.CgroupsPath, id, rootless);
        CgroupRecord record = new() { Manager = "systemd", Unified = unified, Unit = name.Unit, User = rootless };
        // The system's systemd begins at the tree's root; a user's tells where it is.
        string inner = name.CgroupPath() + RuntimeAnnotations.SubGroupOf(spec);
        SystemdBus? bus = rootless ? SystemdBus.Open(user: true) : null;
        if (unified)
            record.Paths[""] = CgroupHost.Root + bus?.ManagerProperty("ControlGroup").TrimEnd('/') + inner;
        else
            AddHierarchies(record, host, inner);
        CheckNames(record);
        NewScope scope = new(name, id, PropertyText.All(spec.Annotations), bus);
        return new SystemdManager(record, Files(record, spec, mayLack: false, rootless), scope);
    }

    private static void AddHierarchies(CgroupRecord record, CgroupHost host, string inner)
    {
        foreach (CgroupHierarchy hierarchy in host.Hierarchies) Add(record, hierarchy, host, inner);
        if (host.Unified is not null) Add(record, host.Unified, host, inner);
    }

    private static void Add(CgroupRecord record, CgroupHierarchy hierarchy, CgroupHost host, string inner)
    {
        string path = CgroupPaths.In(hierarchy, host, inner);
        foreach (string controller in hierarchy.Controllers) record.Paths[controller] = path;
    }

    /// <summary>
    /// Refuses a cgroup that the record, a UTF-8 document, could not name: it lies below one whose name is other bytes,
    /// in which the runtime was started.
    /// </summary>
    private static void CheckNames(CgroupRecord record)
    {
        foreach (string path in record.Paths.Values)
        {
            if (!KernelText.IsUtf8(path)) throw CgroupTree.Refuse(
                $"cgroup `{path}` lies below a name that is not UTF-8 and could not be recorded; "
                + "an absolute path starts at the root of the hierarchy");
        }
    }

    private static ICgroupManager Files(CgroupRecord record, Config.Spec spec, bool mayLack, bool rootless) =>
        record.Unified
            ? new V2.V2Manager(record, mayLack, rootless)
            {
                Owner = CgroupOwner.FromConfig(spec),
                Wanted = spec.Linux?.Resources,
            }
        : new V1.V1Manager(record, mayLack, rootless);

    /// <summary>The manager of an existing container.</summary>
    public static ICgroupManager FromRecord(CgroupRecord record)
    {
        ICgroupManager files = record.Unified
            ? new V2.V2Manager(record, false, false)
            : new V1.V1Manager(record, false, false);
        return record.Manager == "systemd" ? new SystemdManager(record, files, null) : files;
    }

    /// <summary>What this host cannot apply of a config's limits.</summary>
    public static void Validate(LinuxResources? resources, CgroupHost host, bool rootless, List<SpecError> errors)
    {
        if (host.Mode != CgroupMode.Unified && !rootless && !Mounted(host).Contains("devices"))
        {
            errors.Add(
                new SpecError(
                    "/linux/resources/devices",
                    "cgroup controller `devices` is not mounted on this host: device access could not be restricted",
                    Code: SpecErrorCodes.Unsupported
                )
            );
        }
        if (resources is null) return;
        for (int i = 0; i < (resources.Devices?.Length ?? 0); i++)
        {
            if (string.IsNullOrEmpty(resources.Devices![i].Access))
                errors.Add(new SpecError($"/linux/resources/devices/{i}/access", "a device rule needs an access"));
        }
        if (host.Mode == CgroupMode.Unified) V2.Limits.Validate(resources, Available(), errors, isUpdate: false);
        else V1.Limits.Validate(resources, Mounted(host), errors);
    }

    /// <summary>Finds a <c>cgroupsPath</c> that is meant for systemd and gets to the cgroup filesystem.</summary>
    public static void Warn(string manager, Config.Spec spec, List<SpecError> warnings)
    {
        // As with runc it is the name of a directory then: a kubelet that manages slices would not find its limits.
        if (manager != "cgroupfs" || !UnitName.IsIn(spec.Linux?.CgroupsPath)) return;
        warnings.Add(new SpecError(
            "/linux/cgroupsPath",
            $"`{spec.Linux!.CgroupsPath}` has the form slice:prefix:name of systemd, and is a directory's name here",
            "for a scope of systemd pass --systemd-cgroup"));
    }

    private static List<string> Mounted(CgroupHost host)
    {
        List<string> all = [];
        foreach (CgroupHierarchy hierarchy in host.Hierarchies) all.AddRange(hierarchy.Controllers);
        return all;
    }

    private static string[] Available() =>
        (CgroupFile.TryRead(CgroupHost.Root + "/cgroup.controllers") ?? "").Split(
            [' ', '\n'],
            StringSplitOptions.RemoveEmptyEntries
        );
}
