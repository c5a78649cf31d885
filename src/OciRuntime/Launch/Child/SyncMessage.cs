using System.Runtime.InteropServices;

namespace OciRuntime.Launch.Child;

/// <summary>One message on the SOCK_SEQPACKET pair between parent and child, and on the start socket.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SyncMessage
{
    /// <summary>What is said.</summary>
    public SyncPoint Point;

    /// <summary>
    /// <see cref="SyncPoint.Failed"/>: index of the operation. <see cref="SyncPoint.Cloned"/>: the pid.
    /// <see cref="SyncPoint.MapMount"/>: index of the mount.
    /// </summary>
    public int Value;

    /// <summary><see cref="SyncPoint.Failed"/>: the errno.</summary>
    public int Errno;

    /// <summary><see cref="SyncPoint.Failed"/>: the step inside the operation.</summary>
    public Phase Phase;

    /// <summary><see cref="SyncPoint.Failed"/> of a hook: its index in its list.</summary>
    public int HookIndex;

    /// <summary>
    /// <see cref="SyncPoint.Failed"/> of a hook: how it ended; its output is the descriptor that travels with the
    /// message.
    /// </summary>
    public HookOutcome Hook;
}
