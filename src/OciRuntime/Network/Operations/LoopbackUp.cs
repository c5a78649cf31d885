using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Network.Operations;

/// <summary>Brings the loopback device of a new network namespace up; netdevice(7).</summary>
internal unsafe struct LoopbackUp : IOperation<LoopbackUp>
{
    /// <inheritdoc/>
    public static int Run(LoopbackUp* o, ChildState* s)
    {
        int device = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (device == -1) return Check(-1, Phase.Socket, s);
        ifreq request = default;
        request.ifr_name[0] = (byte)'l';
        request.ifr_name[1] = (byte)'o';
        request.ifr_flags = IFF_UP | IFF_RUNNING;
        int error = Check(ioctl(device, SIOCSIFFLAGS, &request));
        Release(device);
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in LoopbackUp o, PlanText text) { }

    /// <inheritdoc/>
    public static Explanation Explain(in LoopbackUp o, in ChildFailure failure) => new("bring the loopback device up");
}
