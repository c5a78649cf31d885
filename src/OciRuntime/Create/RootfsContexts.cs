using System;
using System.Collections.Generic;
using OciRuntime.Cgroups;
using OciRuntime.Containers;
using OciRuntime.Launch.Parent;
using OciRuntime.Namespaces;
using OciRuntime.Rootfs;
namespace OciRuntime.Create;

/// <summary>Puts together what the Rootfs module needs from the others.</summary>
internal static class RootfsContexts
{
    /// <summary>The context of a new container.</summary>
    public static RootfsContext ForNewContainer(LaunchInput input)
    {
        Config.Spec spec = input.Bundle.Spec;
        return new RootfsContext
        {
            Spec = spec,
            BundlePath = input.Bundle.Path,
            RootfsPath = input.Bundle.Rootfs,
            NewMountNamespace = NamespacesCompiler.HasNew(spec, "mount"),
            NewUserNamespace = NamespacesCompiler.HasNew(spec, "user"),
            NewCgroupNamespace = NamespacesCompiler.HasNew(spec, "cgroup"),
            EnterCgroup = plan => input.EnterCgroup(plan, wait: true),
            HostInUserNamespace = input.Bundle.Host.InUserNamespace,
            Unprivileged = input.Bundle.Host.EffectiveUid != 0 && input.Shown is null,
            NoPivot = input.Create.NoPivot,
            Cgroup = Facts(spec, input.Cgroup),
            Host = input.Shown ?? (IHostMounts)MountsFor(spec),
            UserNamespaces = input.Shown ?? (IUserNamespaceSource)new UserNamespaceSource(),
        };
    }

    /// <summary>The context of a container that has been made: what its mounts are, not how to make them.</summary>
    public static RootfsContext ForExistingContainer(Config.Spec spec, ContainerRecord record, ICgroupManager? cgroup)
    {
        RootfsPaths.StripDestinations(spec, record.Rootfs);
        return new RootfsContext
        {
            Spec = spec,
            BundlePath = record.Bundle,
            RootfsPath = record.Rootfs,
            HostInUserNamespace = new HostFacts().InUserNamespace,
            Cgroup = Facts(spec, cgroup),
        };
    }

    /// <summary>The context of mounts that a running container gets.</summary>
    /// <exception cref="ContainerException">The caller may not copy mounts of the host.</exception>
    public static RootfsContext ForRunningContainer(Config.Spec spec, ContainerRecord record)
    {
        HostFacts host = new();
        foreach (Config.Mount mount in spec.Mounts ?? [])
        {
            if (mount.IsBind && host.EffectiveUid != 0)
                throw new ContainerException("a bind mount can be added by root only, who may copy the host's mounts");
        }
        RootfsPaths.StripDestinations(spec, record.Rootfs);
        return new RootfsContext
        {
            Spec = spec,
            BundlePath = record.Bundle,
            RootfsPath = record.Rootfs,
            NewMountNamespace = NamespacesCompiler.HasNew(spec, "mount"),
            HostInUserNamespace = host.InUserNamespace,
            IsRunning = true,
            Host = MountsFor(spec),
            UserNamespaces = new UserNamespaceSource(),
        };
    }

    /// <summary>A container in a user namespace that is not the runtime's may be root over its own mounts.</summary>
    private static HostMounts MountsFor(Config.Spec spec)
    {
        bool locks = spec.Linux?.Namespaces is { } all && Array.Exists(all, space => space.Type == "user");
        return new HostMounts(locks ? new LockedMounts() : null);
    }

    private static CgroupMountFacts? Facts(Config.Spec spec, ICgroupManager? cgroup)
    {
        if (!HasCgroupMount(spec)) return null;
        CgroupHost host = CgroupHost.Detect();
        List<Rootfs.CgroupHierarchy> hierarchies = [];
        foreach (Cgroups.CgroupHierarchy hierarchy in host.Hierarchies)
        {
            string? path = null;
            foreach (string controller in hierarchy.Controllers)
                path ??= cgroup?.Record.Paths.GetValueOrDefault(controller);
            // Without a cgroup of its own the container is in the caller's.
            path ??= CgroupPaths.OfCaller(hierarchy, host);
            hierarchies.Add(
                new Rootfs.CgroupHierarchy(hierarchy.Name, path, string.Join(',', hierarchy.Controllers), false)
            );
        }
        // The v2 tree of a hybrid host is not shown, as in runc and crun: systemd in a container would take it for its
        // own.
        string? unified = cgroup?.Record.Paths.GetValueOrDefault("");
        return new CgroupMountFacts(
            host.Mode == CgroupMode.Unified,
            hierarchies,
            host.Mode == CgroupMode.Unified ? unified : null,
            cgroup is { ComesWithProcess: true }
        );
    }

    private static bool HasCgroupMount(Config.Spec spec)
    {
        foreach (Config.Mount mount in spec.Mounts ?? [])
        {
            if (mount.Type is "cgroup" or "cgroup2") return true;
        }
        return false;
    }
}
