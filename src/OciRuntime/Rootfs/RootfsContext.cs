using System;
using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;

namespace OciRuntime.Rootfs;

/// <summary>Everything that the root filesystem's operations are compiled from.</summary>
internal sealed unsafe class RootfsContext
{
    private readonly Dictionary<int, nint> keptMounts = [];

    /// <summary>The config.</summary>
    public required Config.Spec Spec { get; init; }

    /// <summary>The bundle, absolute: relative sources of bind mounts start here.</summary>
    public required string BundlePath { get; init; }

    /// <summary>root.path, absolute.</summary>
    public required string RootfsPath { get; init; }

    /// <summary>The container gets its own mount namespace.</summary>
    public bool NewMountNamespace { get; init; }

    /// <summary>The container gets its own user namespace.</summary>
    public bool NewUserNamespace { get; init; }

    /// <summary>
    /// The container gets its own cgroup namespace; it is unshared where the first cgroup mount needs it.
    /// </summary>
    public bool NewCgroupNamespace { get; init; }

    /// <summary>Emits that the process enters its cgroups, or waits until it is there.</summary>
    public Action<LaunchPlan> EnterCgroup { get; init; } = static _ => { };

    /// <summary>The runtime itself runs in a user namespace, where mknod(2) is not allowed.</summary>
    public bool HostInUserNamespace { get; init; }

    /// <summary>
    /// The runtime may not touch mounts at all: the child, root of its new user namespace, opens everything itself.
    /// </summary>
    public bool Unprivileged { get; init; }

    /// <summary>The container runs: nobody in its mount namespace sees what the host has.</summary>
    public bool IsRunning { get; init; }

    /// <summary><c>--no-pivot</c>.</summary>
    public bool NoPivot { get; init; }

    /// <summary>The host's cgroups.</summary>
    public CgroupMountFacts? Cgroup { get; init; }

    /// <summary>The host's mounts.</summary>
    public IHostMounts Host { get; init; } = new HostMounts();

    /// <summary>Makes user namespaces for id-mapped mounts.</summary>
    public IUserNamespaceSource? UserNamespaces { get; init; }

    /// <summary>A place in the plan where the child notes the descriptor of mounts[<paramref name="index"/>].</summary>
    public int* KeepMount(LaunchPlan plan, int index)
    {
        int* place = (int*)plan.Arena.Allocate(sizeof(int));
        // Safe: the arena gave the size of a descriptor.
        *place = -1;
        keptMounts[index] = (nint)place;
        return place;
    }

    /// <summary>That place, or null.</summary>
    public int* KeptMount(int index) => (int*)keptMounts.GetValueOrDefault(index);

    /// <summary>The config's namespace of a type, or null.</summary>
    public LinuxNamespace? Namespace(string type)
    {
        foreach (LinuxNamespace space in Spec.Linux?.Namespaces ?? [])
        {
            if (space.Type == type) return space;
        }
        return null;
    }

    /// <summary>
    /// The container's copy of the host's mounts is of another user namespace, where their flags are locked.
    /// </summary>
    public bool LocksHostFlags => OtherUserNamespace && NewMountNamespace;

    /// <summary>The container is in a user namespace that is not the runtime's.</summary>
    public bool OtherUserNamespace => Namespace("user") is not null;
}

/// <summary>Gives user namespaces that exist only to carry an id mapping, mount_setattr(2), MOUNT_ATTR_IDMAP.</summary>
internal interface IUserNamespaceSource
{
    /// <summary>A user namespace with these maps.</summary>
    OwnedFd Open(LinuxIDMapping[] uids, LinuxIDMapping[] gids);
}
