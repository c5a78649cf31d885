using System.Collections.Generic;
using OciRuntime.Cgroups;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
namespace OciRuntime.Commands;

internal static partial class Runtime
{
    /// <summary>Changes the limits that <paramref name="resources"/> names, all of them or none.</summary>
    public static void Update(RuntimeOptions options, string id, LinuxResources resources)
    {
        using Container container = Container.Open(options, id);
        container.Lock();
        List<SpecError> errors = [];
        SpecValidator.Resources(resources, errors);
        if (errors.Count > 0) throw new SpecException(errors);
        using ICgroupManager cgroup = LiveCgroup(container);
        if (resources.Memory is { Kernel: not null } or { KernelTCP: not null }) options.Log.Warning("limits of kernel memory have no effect");
        bool others = resources.Devices is { Length: > 0 } && ChooseDevices(container, resources);
        // Known before they are set: an update that is killed leaves no rules that nobody knows of.
        if (others) HasOtherDevices(container, true);
        try
        {
            cgroup.Update(resources);
        }
        catch
        {
            if (others) HasOtherDevices(container, false);
            throw;
        }
    }

    /// <summary>
    /// Engines send all of linux.resources again to change one limit. Device rules that are still the config's are left
    /// alone, with what others allowed the container since (a plugin for graphics cards); runc never changes any.
    /// </summary>
    /// <returns>Whether they are the first that are not the config's.</returns>
    private static bool ChooseDevices(Container container, LinuxResources resources)
    {
        if (container.Record.HasOtherDevices) return false;
        List<DeviceRule> wanted = DeviceRule.Of(resources.Devices);
        List<DeviceRule> known = DeviceRule.Of(SpecReader.Parse(container.State.ReadConfig()).Linux?.Resources?.Devices);
        bool same = wanted.Count == known.Count;
        for (int i = 0; same && i < wanted.Count; i++) same = wanted[i] == known[i];
        if (same) resources.Devices = null;
        return !same;
    }

    private static void HasOtherDevices(Container container, bool value)
    {
        // Read again under the lock: create may have written it since.
        ContainerRecord record = container.State.Read() ?? container.Record;
        record.HasOtherDevices = value;
        container.State.Replace(record);
    }

    /// <summary>Suspends every process of a container.</summary>
    /// <exception cref="ContainerException">It is not running.</exception>
    public static void Pause(RuntimeOptions options, string id)
    {
        using Container container = Container.Open(options, id);
        container.Lock();
        string status = container.Status;
        if (status is not (ContainerState.Running or ContainerState.Created)) throw new ContainerException($"container not running: {status}");
        using ICgroupManager cgroup = LiveCgroup(container);
        cgroup.Freeze();
    }

    /// <summary>Lets a paused container go on.</summary>
    /// <exception cref="ContainerException">It is not paused.</exception>
    public static void Resume(RuntimeOptions options, string id)
    {
        using Container container = Container.Open(options, id);
        container.Lock();
        if (container.Status != ContainerState.Paused) throw new ContainerException("container not paused");
        using ICgroupManager cgroup = LiveCgroup(container);
        cgroup.Thaw();
    }

    /// <summary>The cgroups of a container that has not stopped.</summary>
    private static ICgroupManager LiveCgroup(Container container)
    {
        if (container.Status == ContainerState.Stopped) throw new ContainerException("container not running");
        // A user without privileges may have been allowed none of the hierarchies.
        ICgroupManager? cgroup = container.Record.Cgroup is { Paths.Count: > 0 } ? container.Cgroup() : null;
        if (cgroup is null) throw new ContainerException($"container {container.Record.Id} has no cgroup of its own");
        if (cgroup.Exists) return cgroup;
        cgroup.Dispose();
        throw new ContainerException($"the cgroup of container {container.Record.Id} is gone", FailureCodes.NotFound);
    }
}
