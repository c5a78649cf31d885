using OciRuntime.Launch.Parent;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Lifecycle;

/// <summary>What the runtime itself is on this host.</summary>
internal sealed class HostFacts
{
    private const string FullIdentity = "4294967295"; // the length of the initial user namespace's map, user_namespaces(7)

    /// <summary>Finds the facts out.</summary>
    public HostFacts()
    {
        EffectiveUid = geteuid();
        InUserNamespace = !ProcFile.Read("self/uid_map").TrimEnd().EndsWith(FullIdentity, System.StringComparison.Ordinal);
    }

    /// <summary>The effective user.</summary>
    public uint EffectiveUid { get; }

    /// <summary>The runtime runs in a user namespace: no mknod, no global limits.</summary>
    public bool InUserNamespace { get; }

    /// <summary>uid_map and setgroups(2) are free to use.</summary>
    public bool MayMapAnyId => EffectiveUid == 0;

    /// <summary>Without the power over the host's cgroups and devices.</summary>
    public bool Rootless => EffectiveUid != 0 || InUserNamespace;
}
