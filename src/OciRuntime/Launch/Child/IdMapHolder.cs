using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>A process that only keeps its user namespace alive until the parent has opened it and kills it.</summary>
internal static unsafe class IdMapHolder
{
    /// <summary>Waits for the end of <paramref name="pipe"/>'s other end, and never returns.</summary>
    public static void Run(int pipe, int parentEnd)
    {
        close(parentEnd);
        byte nothing;
        // The kernel closes the parent's end when the parent ends, so this process cannot outlive it.
        while (read(pipe, &nothing, 1) == -1 && errno == OciRuntime.Native.Errno.EINTR) { }
        sys_exit_group(0);
    }
}
