using OciRuntime.Config;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Security.Seccomp;

internal static partial class SeccompCompiler
{
    /// <summary>
    /// The flags of the config. None given, not even an empty list, means SPEC_ALLOW, as in runc: without it the kernel
    /// would slow the container down for a hardware flaw that it mitigates otherwise.
    /// </summary>
    private static uint ReadFlags(LinuxSeccomp config)
    {
        if (config.Flags is null)
            return SECCOMP_FILTER_FLAG_SPEC_ALLOW;
        uint flags = 0;
        for (int i = 0; i < config.Flags.Length; i++)
        {
            TryParseFlag(config.Flags[i], out uint flag);
            flags |= flag;
        }
        return flags;
    }

    /// <summary>The flag of seccomp(2) behind a name of the spec. False: ocirun does not know the name.</summary>
    internal static bool TryParseFlag(string name, out uint flag)
    {
        switch (name)
        {
            case "SECCOMP_FILTER_FLAG_LOG": flag = SECCOMP_FILTER_FLAG_LOG; return true;
            case "SECCOMP_FILTER_FLAG_SPEC_ALLOW": flag = SECCOMP_FILTER_FLAG_SPEC_ALLOW; return true;
            case "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV": flag = SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV; return true;
            // the process that loads the filter has one thread, so it is in step with all its threads already
            case "SECCOMP_FILTER_FLAG_TSYNC": flag = 0; return true;
            default: flag = 0; return false;
        }
    }
}
