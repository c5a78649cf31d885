using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using OciRuntime.Config;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Network;

/// <summary>
/// Moves devices of the runtime's network namespace to the container's (config-linux.md, Network Devices). They stay
/// there:
/// when the namespace ends the kernel gives physical devices back and destroys the others, network_namespaces(7).
/// </summary>
internal static unsafe class NetworkDevices
{
    private const string Ours = "/proc/thread-self/ns/net";

    /// <summary>A user's mistakes that depend on who runs the runtime.</summary>
    public static void Validate(Linux? linux, bool rootless, List<SpecError> errors)
    {
        if (rootless && linux?.NetDevices is { Count: > 0 })
            errors.Add(
                new SpecError("/linux/netDevices", "network devices are not supported for rootless containers",
                    Code: SpecErrorCodes.Unsupported));
    }

    /// <summary>
    /// Moves what <paramref name="linux"/> lists, renamed where it says so, with their addresses, and brings them up.
    /// </summary>
    /// <param name="linux">The config.</param>
    /// <param name="pid">A process in the container's network namespace, for where that is a new one.</param>
    /// <exception cref="LinuxException">A device is missing, may not move, or its name is taken; those before it stay
    /// moved.</exception>
    public static void Move(Linux? linux, int pid)
    {
        if (linux?.NetDevices is not { Count: > 0 } devices) return;
        string path = PathOf(linux, pid);
        using NetlinkSocket there = new(path);
        Move(devices, path, there);
    }

    /// <summary>
    /// The same for a container that is restored: a network namespace that the config names by path may have kept the
    /// devices of the one that was checkpointed.
    /// </summary>
    /// <inheritdoc cref="Move(Linux, int)"/>
    public static void Restore(Linux? linux, int pid)
    {
        if (linux?.NetDevices is not { Count: > 0 } devices) return;
        string path = PathOf(linux, pid);
        using NetlinkSocket there = new(path);
        Dictionary<string, LinuxNetDevice> missing = [];
        foreach ((string name, LinuxNetDevice device) in devices)
        {
            Find(there, NewName(name, device), out int error);
            if (error != 0) missing.Add(name, device);
        }
        if (missing.Count > 0) Move(missing, path, there);
    }

    private static void Move(Dictionary<string, LinuxNetDevice> devices, string path, NetlinkSocket there)
    {
        using NetlinkSocket here = new(Ours);
        using OwnedFd target = OwnedFd.From(Native.Paths.HostPath.Open(path, O_RDONLY), "open", path);
        // All are looked for before any is moved: the most likely mistakes leave the host as it was.
        Dictionary<string, int> indices = [];
        foreach ((string name, LinuxNetDevice device) in devices)
        {
            indices[name] = Find(here, name, out int error);
            if (error != 0) Fail("find the network device", name, name, error);
            CheckFree(there, name, NewName(name, device));
        }
        foreach ((string name, LinuxNetDevice device) in devices)
            Move(here, there, target.Fd, name, NewName(name, device), indices[name]);
    }

    private static string NewName(string name, LinuxNetDevice device) =>
        string.IsNullOrEmpty(device.Name) ? name : device.Name;

    private static string PathOf(Linux linux, int pid)
    {
        foreach (LinuxNamespace space in linux.Namespaces ?? [])
        {
            // The process may not have joined it yet.
            if (space.Type == "network" && !string.IsNullOrEmpty(space.Path)) return space.Path;
        }
        return NetworkNamespace.PathOf(pid);
    }

    private static void Move(
        NetlinkSocket here,
        NetlinkSocket there,
        int target,
        string name,
        string newName,
        int index
    )
    {
        const string Move = "move the network device";
        int newIndex = FreeIndex(there, index);
        // Before the move, which closes the device and so takes the addresses from it.
        List<NetlinkMessage> addresses = InterfaceAddresses.Copy(here, index, newIndex, name != newName, out int error);
        if (error != 0) Fail("read the addresses of the network device", name, name, error);
        // One request for both: in either namespace the name is never another's. IFLA_NEW_IFINDEX is of Linux 5.13.
        NetlinkMessage request = new(RTM_NEWLINK, NLM_F_ACK);
        request
            .Fixed(new ifinfomsg { ifi_index = index })
            .Attribute(IFLA_IFNAME, newName)
            .Attribute(IFLA_NET_NS_FD, target)
            .Attribute(IFLA_NEW_IFINDEX, newIndex);
        error = here.Ask(request);
        if (error != 0) Fail(Move, newName, name, error);
        foreach (NetlinkMessage address in addresses)
        {
            error = there.Ask(address);
            // The kernel also makes the address from the link's, when IPv6 comes up.
            if (error is not (0 or Errno.EEXIST))
                Fail("give its addresses back to the network device", newName, name, error);
        }
        NetlinkMessage up = new(RTM_NEWLINK, NLM_F_ACK);
        error = there.Ask(
            up.Fixed(
                new ifinfomsg
                {
                    ifi_index = newIndex,
                    ifi_flags = (uint)IFF_UP,
                    ifi_change = (uint)IFF_UP,
                }
            )
        );
        if (error != 0)
            Fail("bring up the network device", newName, name, error);
    }

    /// <summary>The number of the device <paramref name="name"/>.</summary>
    private static int Find(NetlinkSocket socket, string name, out int error)
    {
        List<byte[]> answers = [];
        NetlinkMessage request = new(RTM_GETLINK, NLM_F_ACK);
        error = socket.Ask(request.Fixed(new ifinfomsg()).Attribute(IFLA_IFNAME, name), answers);
        if (error == 0 && (answers.Count == 0 || answers[0].Length < sizeof(nlmsghdr) + sizeof(ifinfomsg)))
            error = Errno.EBADMSG;
        return error == 0 ? MemoryMarshal.Read<ifinfomsg>(answers[0].AsSpan(sizeof(nlmsghdr))).ifi_index : 0;
    }

    /// <summary>Of a template the kernel makes a name that is free; any other must be.</summary>
    private static void CheckFree(NetlinkSocket there, string name, string newName)
    {
        if (newName.Contains("%d", StringComparison.Ordinal)) return;
        Find(there, newName, out int error);
        if (error == 0) Fail("move the network device", newName, name, Errno.EEXIST);
    }

    /// <summary>
    /// The device's own number, or the next that no device of the other namespace has: chosen here, it is known after
    /// the move, whatever the name.
    /// </summary>
    private static int FreeIndex(NetlinkSocket there, int index)
    {
        while (true)
        {
            NetlinkMessage request = new(RTM_GETLINK, NLM_F_ACK);
            if (there.Ask(request.Fixed(new ifinfomsg { ifi_index = index })) == Errno.ENODEV) return index;
            index++;
        }
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private static void Fail(string act, string target, string name, int error) =>
        throw new LinuxException(act, target, error, "/linux/netDevices/" + name);
}
