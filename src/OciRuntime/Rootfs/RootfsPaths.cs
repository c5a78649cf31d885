using OciRuntime.Config;
using OciRuntime.Native.Paths;

namespace OciRuntime.Rootfs;

/// <summary>Paths of the config that begin with the rootfs's own path on the host.</summary>
internal static class RootfsPaths
{
    /// <summary>Takes the rootfs in front of destinations away, as runc does it.</summary>
    public static void StripDestinations(Config.Spec spec, string rootfs)
    {
        foreach (Mount mount in spec.Mounts ?? [])
        {
            if (mount.Destination is { Length: > 0 } destination)
                mount.Destination = Inside(rootfs, destination) ?? destination;
        }
    }

    /// <summary>
    /// The path inside the root, absolute; null if <paramref name="path"/> does not lie below the rootfs.
    /// </summary>
    public static string? Inside(string rootfs, string path)
    {
        if (!path.StartsWith('/')) return null;
        string root = LexicalPath.Clean(rootfs), clean = LexicalPath.Clean(path);
        if (root == "/" || !LexicalPath.IsWithin(clean, root)) return null;
        return clean.Length == root.Length ? "/" : clean[root.Length..];
    }
}
