using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>What every operation needs after a system call.</summary>
internal static unsafe class ChildCalls
{
    /// <summary>The errno of a call that returned -1, else 0.</summary>
    public static int Check(int result) => result == -1 ? errno : 0;

    /// <summary>The same; notes the step that the call belongs to.</summary>
    public static int Check(int result, Phase phase, ChildState* s)
    {
        if (result != -1) return 0;
        int error = errno;
        s->Phase = phase;
        return error;
    }

    /// <summary>
    /// A descriptor that is no longer needed: the operation CloseDescriptors closes all of them with one call, so
    /// only a
    /// plan that would come near the usual limit of 1,024 has them closed one by one.
    /// </summary>
    public static void Release(int fd)
    {
        const int Many = 256;
        if (fd >= Many) close(fd);
    }
}
