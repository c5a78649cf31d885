using OciRuntime.Native.Abi;

namespace OciRuntime.Security.Seccomp;

/// <summary>A compiled linux.seccomp: what the child passes to seccomp(2), and where the listener goes.</summary>
internal sealed class SeccompFilter
{
    /// <summary>The program, at most 4,096 instructions (BPF_MAXINSNS).</summary>
    public required sock_filter[] Program { get; init; }

    /// <summary>SECCOMP_FILTER_FLAG_* for seccomp(2), with NEW_LISTENER where <see cref="NeedsListener"/>.</summary>
    public required uint Flags { get; init; }

    /// <summary>
    /// A rule has SCMP_ACT_NOTIFY: seccomp(2) returns a descriptor that goes to <see cref="ListenerPath"/>.
    /// </summary>
    public required bool NeedsListener { get; init; }

    /// <summary>linux.seccomp.listenerPath: the socket of the seccomp agent.</summary>
    public string? ListenerPath { get; init; }

    /// <summary>linux.seccomp.listenerMetadata: passed to the agent as it is.</summary>
    public string? ListenerMetadata { get; init; }
}
