using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Checkpoint;

/// <summary>
/// The loopback device of a network namespace that criu leaves empty: as after create it is up, before hooks run and before
/// sockets that are bound to its addresses are restored. runc leaves it down.
/// </summary>
internal static unsafe class Loopback
{
    /// <summary>Brings it up in the network namespace of process <paramref name="pid"/>.</summary>
    public static void Up(int pid)
    {
        string theirs = $"/proc/{pid}/ns/net";
        const string Ours = "/proc/thread-self/ns/net";
        using OwnedFd there = OwnedFd.From(HostPath.Open(theirs, O_RDONLY), "open", theirs), here = OwnedFd.From(HostPath.Open(Ours, O_RDONLY), "open", Ours);
        // setns(2) moves this thread only, and back again before anything else is done.
        if (setns(there.Fd, (int)CLONE_NEWNET) == -1) LinuxException.Throw("setns", theirs);
        int error = SetUp();
        if (setns(here.Fd, (int)CLONE_NEWNET) == -1) LinuxException.Throw("setns", Ours);
        if (error != 0) throw new LinuxException("bring up", "lo", error);
    }

    private static int SetUp()
    {
        ifreq request = default;
        request.ifr_name[0] = (byte)'l';
        request.ifr_name[1] = (byte)'o';
        request.ifr_flags = IFF_UP | IFF_RUNNING;
        int device = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (device == -1) return errno;
        int error = ioctl(device, SIOCSIFFLAGS, &request) == -1 ? errno : 0;
        close(device);
        return error;
    }
}
