using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Network;

/// <summary>
/// The loopback device of a network namespace that criu leaves empty: as after create it is up, before hooks run and
/// before
/// sockets that are bound to its addresses are restored. runc leaves it down.
/// </summary>
internal static unsafe class Loopback
{
    /// <summary>Brings it up in the network namespace of process <paramref name="pid"/>.</summary>
    /// <exception cref="LinuxException">The namespace or the device refused.</exception>
    public static void Up(int pid)
    {
        using OwnedFd device = NetworkNamespace.Socket(NetworkNamespace.PathOf(pid), AF_INET, SOCK_DGRAM, 0);
        // Safe: the name of two bytes lies in the 16 of ifr_name, and the kernel reads no more than the struct.
        ifreq request = default;
        request.ifr_name[0] = (byte)'l';
        request.ifr_name[1] = (byte)'o';
        request.ifr_flags = IFF_UP | IFF_RUNNING;
        if (ioctl(device.Fd, SIOCSIFFLAGS, &request) == -1) LinuxException.Throw("bring up", "lo");
    }
}
