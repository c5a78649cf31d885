using System.Text;
using OciRuntime.Config;

using OciRuntime.Native;
namespace OciRuntime.Launch.Parent;

/// <summary>The id maps of a new user namespace, user_namespaces(7).</summary>
internal static class IdMaps
{
    /// <summary>Writes both maps of process <paramref name="pid"/>.</summary>
    /// <param name="pid">The process, as the runtime sees it.</param>
    /// <param name="linux">Holds <c>uidMappings</c> and <c>gidMappings</c>.</param>
    /// <param name="privileged">The runtime may map anything; else setgroups(2) must be denied first.</param>
    public static void Write(int pid, Linux linux, bool privileged)
    {
        if (!privileged) ProcFile.Write($"{pid}/setgroups", "deny");
        if (linux.GIDMappings is { Length: > 0 } gids) WriteOne(pid, "gid_map", "newgidmap", gids, privileged);
        if (linux.UIDMappings is { Length: > 0 } uids) WriteOne(pid, "uid_map", "newuidmap", uids, privileged);
    }

    private static void WriteOne(int pid, string file, string helper, LinuxIDMapping[] maps, bool privileged)
    {
        // One id may always be mapped by its owner; more need the setuid helper of shadow's uidmap.
        if (!privileged && (maps.Length > 1 || maps[0].Size > 1))
        {
            IdMapHelper.Run(helper, file, pid, maps);
            return;
        }
        ProcFile.Write($"{pid}/{file}", Format(maps));
    }

    /// <summary>The lines of a map: inside, outside, length.</summary>
    public static string Format(LinuxIDMapping[] maps)
    {
        StringBuilder lines = new();
        foreach (LinuxIDMapping map in maps)
            lines.Append(map.ContainerID).Append(' ').Append(map.HostID).Append(' ').Append(map.Size).Append('\n');
        return lines.ToString();
    }
}
