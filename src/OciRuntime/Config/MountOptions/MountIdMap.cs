using System.Collections.Generic;
using System.Globalization;

namespace OciRuntime.Config;

/// <summary>
/// The mappings of the mount option <c>idmap=uids=0-1-10#10-11-10;gids=0-100-10</c>; crun(1), idmap mount options. Of a
/// triple with an <c>@</c> before it the second number is an id of the container.
/// </summary>
internal static class MountIdMap
{
    /// <summary>Reads <paramref name="text"/>, what follows <c>idmap=</c>.</summary>
    /// <param name="text">The mappings.</param>
    /// <param name="linux">The container's user namespace, for relative mappings.</param>
    /// <param name="uids">Those of users.</param>
    /// <param name="gids">Those of groups.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Parse(string text, Linux? linux, out LinuxIDMapping[] uids, out LinuxIDMapping[] gids)
    {
        (uids, gids) = ([], []);
        foreach (string part in text.Split(';'))
        {
            string[] words = part.Split('=');
            if (words.Length != 2 || words[0] is not ("uids" or "gids")) return $"`{part}` is not uids= or gids=";
            bool users = words[0] == "uids";
            LinuxIDMapping[]? space = users ? linux?.UIDMappings : linux?.GIDMappings;
            if (ParseList(words[1], space ?? [], out LinuxIDMapping[] list) is { } mistake) return mistake;
            if (users) uids = list;
            else gids = list;
        }
        return uids.Length == 0 || gids.Length == 0 ? "uids and gids come together" : null;
    }

    private static string? ParseList(string text, LinuxIDMapping[] space, out LinuxIDMapping[] list)
    {
        List<LinuxIDMapping> found = [];
        list = [];
        foreach (string triple in text.Split('#'))
        {
            bool relative = triple.StartsWith('@');
            string[] numbers = (relative ? triple[1..] : triple).Split('-');
            if (
                numbers.Length != 3
                || !Number(numbers[0], out uint first)
                || !Number(numbers[1], out uint second)
                || !Number(numbers[2], out uint size)
                || size == 0
            )
                return $"`{triple}` is not three numbers with dashes between them";
            if (relative && !ToHost(ref second, space))
                return $"`{triple}` names an id that the container's user namespace does not map";
            found.Add(new LinuxIDMapping { ContainerID = first, HostID = second, Size = size });
        }
        list = found.ToArray();
        return null;
    }

    private static bool ToHost(ref uint id, LinuxIDMapping[] space)
    {
        foreach (LinuxIDMapping map in space)
        {
            if (id < map.ContainerID || id - map.ContainerID >= map.Size) continue;
            id = id - map.ContainerID + map.HostID;
            return true;
        }
        return false;
    }

    private static bool Number(string text, out uint value) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
