using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.ProcessAttributes;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Create;

/// <summary>Resource limits set from outside: in a new user namespace the process itself may not raise them.</summary>
internal static unsafe class RemoteLimits
{
    /// <summary>prlimit64(2) of each of the config's limits on process <paramref name="pid"/>.</summary>
    public static void Set(int pid, Config.Process? process)
    {
        if (process is null) return;
        foreach ((int resource, ulong soft, ulong hard) in ProcessCompiler.Rlimits(process))
        {
            rlimit64 limit;
            limit.rlim_cur = soft;
            limit.rlim_max = hard;
            if (prlimit64(pid, resource, &limit, null) == -1)
                LinuxException.Throw("prlimit64", $"{resource} {soft}:{hard}");
        }
    }
}
