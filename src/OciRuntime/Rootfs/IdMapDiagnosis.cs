using System;
using System.Globalization;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>
/// Why the ids of a mount could not be mapped, looked up after the failure: mount_setattr(2) has one errno for many
/// causes, and of a tree it does not say which mount.
/// </summary>
internal static class IdMapDiagnosis
{
    /// <summary>The cause, for the end of the sentence; null if it is not found.</summary>
    /// <param name="host">The host's mounts.</param>
    /// <param name="userNamespace">The namespace with the mappings.</param>
    /// <param name="recursive">The mounts below were to be mapped as well.</param>
    /// <param name="source">What was to be mapped.</param>
    /// <param name="error">The errno.</param>
    public static string? Explain(IHostMounts host, int userNamespace, bool recursive, string source, int error)
    {
        try
        {
            if (error is not (Errno.EINVAL or Errno.EPERM)) return null;
            string id = MountId(source);
            string top = "";
            foreach (string line in ProcFile.Read("self/mountinfo").Split('\n'))
            {
                MountLine mount = new(line);
                if (mount.Id == id) top = mount.Point;
                bool below = top.Length > 0 && recursive
                    && mount.Point.StartsWith(source.TrimEnd('/') + "/", StringComparison.Ordinal);
                if (mount.Id != id && !below) continue;
                string place = mount.Id == id ? source : mount.Point;
                int one = recursive ? TryOne(host, userNamespace, place) : error;
                if (one == error && Cause(mount, error) is { } cause) return cause;
            }
        }
        catch (OcirunException)
        {
            // What explains a failure must not hide it.
        }
        return null;
    }

    private static string? Cause(in MountLine mount, int error)
    {
        // proc_pid_mountinfo(5): what is mapped already cannot be mapped again.
        if (mount.Options.Contains(",idmapped", StringComparison.Ordinal))
            return $"`{mount.Point}` is id-mapped already";
        if (error == Errno.EINVAL)
            return $"`{mount.Point}` is a filesystem of type {mount.Type}, whose ids this kernel cannot map";
        const string Whole = "4294967295"; // the length of the initial user namespace's map, user_namespaces(7)
        bool inside = !ProcFile.Read("self/uid_map").TrimEnd().EndsWith(Whole, StringComparison.Ordinal);
        return inside ? $"`{mount.Point}` was mounted outside of the caller's user namespace" : null;
    }

    /// <summary>The errno for the mount at <paramref name="place"/> alone; 0 if it can be mapped.</summary>
    private static int TryOne(IHostMounts host, int userNamespace, string place)
    {
        int fd = host.CloneTree(place, recursive: false, noFollow: false);
        if (fd == -1) return 0;
        using OwnedFd tree = new(fd);
        return host.Change(tree, new AttributeStep(MOUNT_ATTR_IDMAP, 0, 0, Recursive: false), userNamespace);
    }

    /// <summary>The id of the mount that <paramref name="path"/> lies on, proc_pid_fdinfo(5).</summary>
    private static string MountId(string path)
    {
        using OwnedFd file = OwnedFd.From(HostPath.Open(path, O_PATH), "open", path);
        string info = ProcFile.Read(string.Create(CultureInfo.InvariantCulture, $"self/fdinfo/{file.Fd}"));
        foreach (string line in info.Split('\n'))
        {
            if (line.StartsWith("mnt_id:", StringComparison.Ordinal)) return line["mnt_id:".Length..].Trim();
        }
        return "";
    }

    /// <summary>A line of mountinfo: id parent device root point options … - type source options.</summary>
    private readonly struct MountLine
    {
        public MountLine(string line)
        {
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (fields.Length < 6 || dash < 0 || dash + 1 >= fields.Length) return;
            (Id, Point, Options, Type) = (fields[0], MountInfoText.Unescape(fields[4]), fields[5], fields[dash + 1]);
        }

        public string Id { get; } = "?";

        public string Point { get; } = "";

        public string Options { get; } = "";

        public string Type { get; } = "";
    }
}
