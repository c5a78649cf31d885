using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Security.Seccomp;

/// <summary>What the running kernel can do.</summary>
internal static unsafe class SeccompKernel
{
    /// <summary>Whether seccomp(2) takes a flag of the spec; TSYNC it always does.</summary>
    public static bool Supports(string name)
    {
        if (!SeccompCompiler.TryParseFlag(name, out uint flag)) return false;
        // it is refused without a listener
        if (flag == SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV) flag |= SECCOMP_FILTER_FLAG_NEW_LISTENER;
        // Safe: the kernel looks at the flags first, EINVAL, and then fails to read a program at address 0, EFAULT.
        return seccomp(SECCOMP_SET_MODE_FILTER, flag, null) == -1 && errno == Errno.EFAULT;
    }
}
