using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Checkpoint;

/// <summary>
/// Namespaces that the config joins by path: criu neither writes nor makes them. Network and pid namespaces it knows by
/// the key that the dump gave them, the others it joins by their path; criu.org, External objects.
/// </summary>
internal static unsafe class ExternalNamespaces
{
    /// <summary>For a dump: the joined network and pid namespaces by inode.</summary>
    public static void OfDump(CriuOptions options, Config.Spec spec)
    {
        foreach (LinuxNamespace space in spec.Linux?.Namespaces ?? [])
        {
            if (KeyOf(space) is not { } key) continue;
            using OwnedFd file = OwnedFd.From(HostPath.Open(space.Path!, O_PATH), "open namespace", space.Path!);
            statx facts = HostPath.Facts(file.Fd, space.Path!);
            options.External.Add($"{(space.Type == "network" ? "net" : "pid")}[{facts.stx_ino}]:{key}");
        }
    }

    /// <summary>For a restore: those of now.</summary>
    /// <param name="options">What criu is asked.</param>
    /// <param name="spec">The config.</param>
    /// <param name="inherited">The descriptors that criu gets; what is opened here is added.</param>
    /// <param name="opened">The same descriptors, to be closed when criu has them.</param>
    public static void OfRestore(CriuOptions options, Config.Spec spec, List<int> inherited, List<OwnedFd> opened)
    {
        LinuxNamespace[] spaces = spec.Linux?.Namespaces ?? [];
        for (int i = 0; i < spaces.Length; i++)
        {
            LinuxNamespace space = spaces[i];
            if (string.IsNullOrEmpty(space.Path)) continue;
            if (KeyOf(space) is { } key)
            {
                OwnedFd file = OwnedFd.From(HostPath.Open(space.Path, O_RDONLY), "open namespace", space.Path);
                opened.Add(file);
                options.InheritFd.Add((key, Criu.FirstInherited + inherited.Count));
                inherited.Add(file.Fd);
                continue;
            }
            if (space.Type is "cgroup" or "time")
                throw new OcirunException(
                    $"criu cannot restore into the {space.Type} namespace `{space.Path}`",
                    FailureCodes.Config
                )
                {
                    Pointer = $"/linux/namespaces/{i}",
                };
            options.JoinNs.Add((space.Type == "mount" ? "mnt" : space.Type!, space.Path));
        }
    }

    /// <summary>runc's keys, so that its checkpoints can be restored here and ours there.</summary>
    private static string? KeyOf(LinuxNamespace space) => string.IsNullOrEmpty(space.Path) ? null : space.Type switch
    {
        "network" => "extRootNetNS",
        "pid" => "extRootPidNS",
        _ => null,
    };
}
