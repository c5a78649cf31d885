using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Containers;

/// <summary>What the runtime itself is on this host.</summary>
internal sealed class HostFacts
{
    // the length of the initial user namespace's map, user_namespaces(7)
    private const string FullIdentity = "4294967295";

    private const int KnownCapabilities = 40; // CAP_CHECKPOINT_RESTORE, the last of Linux 5.9 to 6.18

    /// <summary>Finds the facts out.</summary>
    public HostFacts()
    {
        EffectiveUid = (uint)getauxval(AT_EUID); // the kernel gave it with the program, getauxval(3)
        InUserNamespace = !ProcFile
            .ReadRecord("self/uid_map")
            .TrimEnd()
            .EndsWith(FullIdentity, System.StringComparison.Ordinal);
    }

    /// <summary>The effective user.</summary>
    public uint EffectiveUid { get; init; }

    /// <summary>The runtime runs in a user namespace: no mknod, no global limits.</summary>
    public bool InUserNamespace { get; init; }

    /// <summary>uid_map and setgroups(2) are free to use.</summary>
    public bool MayMapAnyId => EffectiveUid == 0;

    /// <summary>The largest capability that the kernel knows, capabilities(7).</summary>
    public int LastCapability { get; init; } = FindLastCapability();

    /// <summary>setgroups(2) is not denied in the runtime's own user namespace, user_namespaces(7).</summary>
    public bool MaySetGroups =>
        EffectiveUid == 0 && (!InUserNamespace || ProcFile.Read("self/setgroups").Trim() != "deny");

    private static int FindLastCapability()
    {
        int last = KnownCapabilities;
        // A newer kernel may know more; none that has mount_setattr(2) knows less.
        while (prctl(PR_CAPBSET_READ, (nuint)(last + 1), 0, 0, 0) >= 0) last++;
        return last;
    }

    /// <summary>Without the power over the host's cgroups and devices.</summary>
    public bool Rootless => EffectiveUid != 0 || InUserNamespace;
}
