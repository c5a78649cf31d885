using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.Native.Paths;
using OciRuntime.Rootfs.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>
/// <c>/dev</c>: the config's devices, the spec's default ones, and the symbolic links; config-linux.md, Devices.
/// </summary>
internal static unsafe class DeviceNodes
{
    private const uint AllMayUse = 0x1B6; // 0666

    /// <summary>What a bound node gets, as in crun: it is a device and nothing else.</summary>
    private const ulong OfBoundNode = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;

    /// <summary>Emits all of <c>/dev</c>, unless the config binds one of the host's there.</summary>
    public static void Compile(RootfsContext context, LaunchPlan plan)
    {
        if (IsBound(context.Spec)) return;
        RootfsContext? host = context.OtherUserNamespace || context.HostInUserNamespace || !context.Host.MayMakeNodes
            ? context : null;
        ChildString dev = plan.Directory("/dev");
        LinuxDevice[] devices = context.Spec.Linux?.Devices ?? [];
        foreach ((string path, uint major, uint minor) in DefaultDevice.All)
        {
            if (Names(devices, path)) continue;
            plan.At("/linux/devices");
            Node(plan, dev, new Device(path, S_IFCHR, major, minor, AllMayUse, 0, 0), host, "/linux/devices");
        }
        for (int i = 0; i < devices.Length; i++)
        {
            if (LexicalPath.Clean(devices[i].Path) == "/dev/ptmx") continue;
            plan.At("/linux/devices", i);
            Node(plan, dev, FromConfig(devices[i]), host, $"/linux/devices/{i}");
        }
        Links(plan, dev);
    }

    /// <summary>A bind mount covers <c>/dev</c>: what is in it is the host's business.</summary>
    public static bool IsBound(Config.Spec spec)
    {
        foreach (Mount mount in spec.Mounts ?? [])
        {
            if (mount.IsBind && LexicalPath.Clean(mount.Destination) == "/dev") return true;
        }
        return false;
    }

    private readonly record struct Device(string Path, int Type, uint Major, uint Minor, uint Mode, uint Uid, uint Gid);

    private static Device FromConfig(LinuxDevice device)
    {
        int type = device.Type switch { "b" => S_IFBLK, "p" => S_IFIFO, _ => S_IFCHR };
        return new Device(
            device.Path ?? "", type, (uint)device.Major, (uint)device.Minor,
                (device.FileMode ?? AllMayUse) & 0xFFF /* 07777 */,
            device.UID ?? 0, device.GID ?? 0);
    }

    /// <summary>The node; where <paramref name="host"/> is not null, the host's own, since none can be made.</summary>
    private static void Node(LaunchPlan plan, ChildString dev, in Device device, RootfsContext? host, string pointer)
    {
        // A fifo needs no privilege.
        if (host is not null && device.Type != S_IFIFO)
        {
            BindNode(host, plan, device, pointer);
            return;
        }
        string path = LexicalPath.Clean(device.Path);
        string parent = LexicalPath.Parent(path);
        ChildString directory = parent == "/dev" ? dev : plan.Directory(parent);
        // In the user namespace of the container its root owns what it can make; other owners may have no id there.
        bool owned = host is not { OtherUserNamespace: true };
        ulong number = device.Type == S_IFIFO ? 0 : makedev(device.Major, device.Minor);
        plan.Emit(new MakeDevice
        {
            Directory = directory,
            Name = plan.String(LexicalPath.Name(path)),
            Mode = (uint)device.Type | device.Mode,
            Device = number,
            Uid = owned ? device.Uid : 0,
            Gid = owned ? device.Gid : 0,
        });
    }

    /// <summary>The host's node of the same name, if it is the same device.</summary>
    private static void BindNode(RootfsContext context, LaunchPlan plan, in Device device, string pointer)
    {
        IHostMounts host = context.Host;
        if (context.Unprivileged)
        {
            AttributeSteps steps = new(hasSubmounts: false);
            steps.Change(OfBoundNode, 0, recursive: false);
            plan.Emit(steps.ToBindMount(plan, device.Path, device.Path, recursive: false));
            return;
        }
        using OwnedFd tree = OpenNode(context, device, pointer);
        HostTree.Change(host, tree, [new AttributeStep(OfBoundNode, 0, 0, false)], locks: false, device.Path, pointer);
        plan.Emit(new AttachMount
        {
            Tree = plan.Own(new OwnedFd(tree.Release())),
            Source = plan.String(device.Path),
            Target = plan.String(device.Path),
            IsDirectory = false,
        });
    }

    /// <summary>The host's node; if it has none there, and the runtime may make one, a new one, as in crun.</summary>
    private static OwnedFd OpenNode(RootfsContext context, in Device device, string pointer)
    {
        IHostMounts host = context.Host;
        bool mayMake = host.MayMakeNodes && !context.HostInUserNamespace;
        int fd = host.CloneTree(device.Path, false, false);
        if (fd == -1 && (!mayMake || errno is not (Errno.ENOENT or Errno.ENOTDIR)))
            throw HostTree.Failure("open", device.Path, errno, pointer);
        if (fd == -1)
            return MakeNode(context, device, pointer);
        OwnedFd tree = new(fd);
        statx facts = HostPath.Facts(tree.Fd, device.Path);
        if ((facts.stx_mode & S_IFMT) == device.Type && facts.stx_rdev_major == device.Major
            && facts.stx_rdev_minor == device.Minor) return tree;
        tree.Dispose();
        if (mayMake) return MakeNode(context, device, pointer);
        throw new SpecException([new SpecError(
                pointer,
                $"`{device.Path}` of the host is not the {(device.Type == S_IFBLK ? "block" : "character")} device "
                + $"{device.Major}:{device.Minor}",
                "a user namespace cannot make device nodes, so the host's node of the same name is bound")]);
    }

    private static OwnedFd MakeNode(RootfsContext context, in Device device, string pointer)
    {
        Linux? linux = context.Spec.Linux;
        uint uid = OnHost(device.Uid, linux?.UIDMappings), gid = OnHost(device.Gid, linux?.GIDMappings);
        ulong number = makedev(device.Major, device.Minor);
        int fd = context.Host.MakeNode((uint)device.Type | device.Mode, number, uid, gid);
        return fd == -1 ? throw HostTree.Failure("make", device.Path, errno, pointer) : new OwnedFd(fd);
    }

    /// <summary>The host's id of a container's one; the host's root if the maps do not say it.</summary>
    private static uint OnHost(uint id, LinuxIDMapping[]? maps)
    {
        foreach (LinuxIDMapping map in maps ?? [])
        {
            if (id >= map.ContainerID && id - map.ContainerID < map.Size) return map.HostID + (id - map.ContainerID);
        }
        return 0;
    }

    /// <summary>config-linux.md, Dev symbolic links, and ptmx, which leads to the container's own devpts.</summary>
    private static void Links(LaunchPlan plan, ChildString dev)
    {
        plan.At("/linux/devices");
        Link(plan, dev, "ptmx", "pts/ptmx", replace: true);
        Link(plan, dev, "fd", "/proc/self/fd");
        Link(plan, dev, "stdin", "/proc/self/fd/0");
        Link(plan, dev, "stdout", "/proc/self/fd/1");
        Link(plan, dev, "stderr", "/proc/self/fd/2");
        if (Call.Exists(AT_FDCWD, "/proc/kcore", followLinks: true)) Link(plan, dev, "core", "/proc/kcore");
    }

    private static void Link(LaunchPlan plan, ChildString dev, string name, string target, bool replace = false) =>
        plan.Emit(new MakeSymlink
        {
            Directory = dev,
            Name = plan.String(name),
            Target = plan.String(target),
            Replace = replace,
        });

    private static bool Names(LinuxDevice[] devices, string path)
    {
        foreach (LinuxDevice device in devices)
        {
            if (device.Path == path) return true;
        }
        return false;
    }

    /// <summary>Checks names and numbers.</summary>
    public static void Validate(Config.Spec spec, List<SpecError> errors)
    {
        LinuxDevice[] devices = spec.Linux?.Devices ?? [];
        for (int i = 0; i < devices.Length; i++)
        {
            string pointer = $"/linux/devices/{i}";
            LinuxDevice device = devices[i];
            if (LexicalPath.Name(LexicalPath.Clean(device.Path)).Length == 0)
                errors.Add(new SpecError(pointer + "/path", $"`{device.Path}` does not name a file"));
            bool numbered = device.Type != "p";
            // A device number has 12 bits of major and 20 of minor, linux/kdev_t.h.
            if (numbered && device.Major is < 0 or > 0xFFF) errors.Add(new SpecError(pointer + "/major",
                $"{device.Major} is not a major number", "0 to 4095"));
            if (numbered && device.Minor is < 0 or > 0xFFFFF) errors.Add(new SpecError(pointer + "/minor",
                $"{device.Minor} is not a minor number", "0 to 1048575"));
        }
    }
}
