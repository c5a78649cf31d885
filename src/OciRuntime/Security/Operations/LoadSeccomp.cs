using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Security.Operations;

/// <summary>seccomp(2), SECCOMP_SET_MODE_FILTER.</summary>
internal unsafe struct LoadSeccomp : IOperation<LoadSeccomp>
{
    /// <summary>The compiled filter.</summary>
    public required sock_fprog Program;

    /// <summary>SECCOMP_FILTER_FLAG_*.</summary>
    public required ulong Flags;

    /// <summary>The filter notifies: its listener's descriptor goes to the parent.</summary>
    public required bool HasListener;

    /// <inheritdoc/>
    public static int Run(LoadSeccomp* o, ChildState* s)
    {
        int result = (int)seccomp(SECCOMP_SET_MODE_FILTER, (uint)o->Flags, &o->Program);
        if (result == -1) return errno;
        // With TSYNC a positive result is the thread that could not follow, seccomp(2).
        if (!o->HasListener) return result == 0 ? 0 : Errno.ESRCH;
        SyncMessage message = default;
        message.Point = SyncPoint.SeccompListener;
        int error = ParentChannel.SendDescriptor(s->Sync, result, &message, sizeof(SyncMessage));
        close(result);
        if (error != 0) s->Phase = Phase.Socket;
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in LoadSeccomp o, PlanText text) =>
        text.Add($"instructions={o.Program.len} flags=0x{o.Flags:x}").AddIf(o.HasListener, " listener");

    /// <inheritdoc/>
    public static Explanation Explain(in LoadSeccomp o, in ChildFailure failure) => new("load the seccomp filter");
}
